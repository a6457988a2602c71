// packed-refs holds a line for each ref, "<id> <name>", and for an annotated tag another one behind
// it, "^<id of what is tagged>" (gitrepository-layout(5), `git help pack-refs`).

#include "repo/packed_refs.h"

#include "repo/owned_lock.h"

namespace sage {
namespace {

std::string without(std::string_view packed, const std::string& ref) {
  std::string kept;
  bool drops = false;
  while (!packed.empty()) {
    const std::string_view line = packed.substr(0, packed.find('\n'));
    packed.remove_prefix(std::min(line.size() + 1, packed.size()));
    if (!line.starts_with('^')) drops = line.ends_with(" " + ref);
    if (!drops) kept.append(line).append("\n");
  }
  return kept;
}

}  // namespace

bool remove_packed_ref(const Repository& repository, const std::string& ref) {
  const fs::path file = repository.common_dir() / "packed-refs";
  const auto lock = OwnedLock::try_take(file.native() + ".lock", "drop " + ref);
  if (!lock) return false;
  const std::string packed = read_file(file).value_or("");
  if (const std::string kept = without(packed, ref); kept != packed) replace_file(file, kept);
  return true;
}

}  // namespace sage
