// The message of a pinned commit, and the outcome that it tells.
#include "fuzz/fuzz.h"
#include "worker/result_message.h"

using namespace sage;
using namespace sage::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(data, size);
  auto outcome = outcome_of_result(text);
  if (!outcome) return 0;
  outcome->ticket = "A-1";  // an id, by the contract of those who write such messages
  const auto again = outcome_of_result(result_message(*outcome, text));
  require(again && to_json(*again) == to_json(*outcome), "what is written reads as what was read");
  return 0;
}
