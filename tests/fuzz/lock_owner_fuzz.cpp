// The owner file of a lock, which another program may have written.
#include "fuzz/fuzz.h"
#include "os/dir_lock.h"
#include "support/temp_folder.h"

using namespace sage;
using namespace sage::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const test::TempFolder folder;
  const auto read = [](const std::string& text) {
    fs::remove(folder / "owner");  // to write over a file is slow on some filesystems
    test::write_text(folder / "owner", text);
    return lock_owner(folder);
  };
  const auto owner = read(text_of(data, size));
  if (!owner) return 0;
  require_line(describe(*owner));
  const auto again = read(json::serialize(to_json(*owner)));
  require(again && to_json(*again) == to_json(*owner), "what is written reads as what was read");
  return 0;
}
