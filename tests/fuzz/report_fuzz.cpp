// What an agent says of its work. The input: the parser's name, a line end, the result file, a NUL,
// the end of stdout.
#include "agent/agent_result.h"
#include "fuzz/fuzz.h"
#include "support/temp_folder.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

constexpr std::size_t longest = 16 << 10;

/// Lines that can go into a commit message or a ticket.
void require_text(std::string_view text) {
  require(text.size() <= longest, "of bounded length");
  for (const char c : text)
    require(c == '\n' || c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F),
            "without control characters");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string rest = text_of(data, size);
  const std::string parser = take_part(rest, '\n');
  const std::string file = take_part(rest, '\0');

  static const test::TempFolder folder;
  std::filesystem::remove(folder / "result.json");  // to write over it is slow on some filesystems
  test::write_text(folder / "result.json", file);
  const auto report = read_report(folder / "result.json", rest, parser);

  for (const auto* text : {&report.summary, &report.message, &report.defer_reason})
    require_text(*text);
  require(report.discovered.size() <= 100 && report.notes.size() <= 20, "bounded lists");
  for (const auto& found : report.discovered) {
    require(!found.title.empty() && found.title.find('\n') == std::string::npos, "a title");
    for (const auto* text : {&found.title, &found.description, &found.type, &found.priority})
      require_text(*text);
  }
  for (const auto& note : report.notes) require_line(note);
  require(report.cost_usd >= 0, "a cost");
  return 0;
}
