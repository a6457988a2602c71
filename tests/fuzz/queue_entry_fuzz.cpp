// A file of the commit queue. The input: its name, a line end, its text.
#include "fuzz/fuzz.h"
#include "queue/entry.h"
#include "support/temp_folder.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

bool is_file_name(const std::string& name) {
  return !name.empty() && name.size() < 200 && name != "." && name != ".." &&
         name.find_first_of(std::string_view("/\0", 2)) == name.npos;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text = text_of(data, size);
  const std::string name = take_part(text, '\n');
  if (!is_file_name(name)) return 0;

  static const test::TempFolder folder;
  test::write_text(folder / name, text);
  CommitQueue queue(folder);
  const auto listing = queue.list();
  for (const auto& line : listing.broken) require_line(line);
  for (const auto& entry : listing.entries) {
    require(listing.broken.empty(), "read or broken, not both");
    queue.update(entry);
    const auto again = queue.list();
    require(again.entries.size() == 1, "what is written can be read");
    require(to_json(again.entries[0]) == to_json(entry), "it is what was read");
  }
  for (const auto& file : fs::directory_iterator(folder)) fs::remove(file);
  return 0;
}
