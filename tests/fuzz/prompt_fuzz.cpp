// The prompt of a ticket, whatever its members hold.
#include "agent/command.h"
#include "agent/prompt.h"
#include "fuzz/fuzz.h"

using namespace sage;
using namespace sage::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(data, size);
  const PromptInput input{
      .ticket_json = text,
      .earlier = {{.attempt = 1, .problem = text, .result = "", .paths = {text}}},
      .result_file = "/result.json",
      .read_document = [&](const std::string& path) -> std::optional<std::string> {
        require_line(path);
        if (path.ends_with('x')) return std::nullopt;
        return text + path;
      }};
  if (const auto prompt = accepted([&] { return make_prompt(input); }))
    require(is_utf8(*prompt), "a prompt is UTF-8");
  accepted([&] { return run_command(text); });
  return 0;
}
