#include "repo/owned_lock.h"

#include "base/error.h"
#include "base/json.h"
#include "os/dir_lock.h"

namespace sage {
namespace {

/// Nothing in any other git's lock.
std::optional<LockOwner> owner_in(const std::string& text) {
  try {
    LockOwner owner;
    from_json(parse_json(text, "lock"), owner, "owner");
    return owner.nonce.empty() ? std::nullopt : std::optional(owner);
  } catch (const Error&) {
    return {};
  }
}

}  // namespace

std::optional<OwnedLock> OwnedLock::try_take(const fs::path& file, const std::string& doing) {
  std::string owner = json::serialize(to_json(this_process_as_owner("sage-stream: " + doing)));
  owner += '\n';
  if (!create_file(file, owner)) return {};
  return OwnedLock(file, std::move(owner));
}

OwnedLock::~OwnedLock() {
  if (file_.empty()) return;
  std::error_code ignored;
  try {
    if (read_file(file_) == owner_) fs::remove(file_, ignored);
  } catch (const Error&) {  // whoever broke it owns it now
  }
}

bool is_left_by_the_dead(const fs::path& lock) {
  const auto text = read_file(lock);
  const auto owner = text ? owner_in(*text) : std::nullopt;
  return owner && is_dead(*owner);
}

}  // namespace sage
