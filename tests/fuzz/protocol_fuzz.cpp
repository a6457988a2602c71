// The line protocol between coordinator and worker, from either side.
#include "fuzz/fuzz.h"
#include "worker/wire.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

template <class Decode>
void require_round_trip(const std::string& line, Decode decode) {
  const auto message = accepted([&] { return decode(line); });
  if (!message) return;
  const std::string written = wire::encode(*message);
  require(written.find('\n') == written.size() - 1, "one line");
  require(wire::encode(decode(written)) == written, "what is written reads as what was read");
}

void require_all_bytes(const std::string& text) {
  wire::LineBuffer buffer;
  std::string seen;
  for (std::size_t at = 0, step = 1; at < text.size(); at += step, step = step * 3 % 64) {
    buffer.feed(std::string_view(text).substr(at, step));
    while (const auto line = buffer.next()) seen += *line + "\n";
  }
  require(text.starts_with(seen), "lines are what was fed");
  require(buffer.pending() == text.size() - seen.size(), "the rest waits");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(data, size);
  require_round_trip(text, wire::decode_to_worker);
  require_round_trip(text, wire::decode_from_worker);
  require_all_bytes(text);
  return 0;
}
