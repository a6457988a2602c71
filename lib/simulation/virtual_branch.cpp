#include "simulation/virtual_branch.h"

#include <cstring>

#include "simulation/chances.h"

namespace sage {
namespace {

ObjectId on_top(const ObjectId& onto, Car car) {
  std::uint64_t below = 0;
  std::memcpy(&below, onto.bytes.data(), sizeof below);
  const std::uint64_t name = mixed(below, car);
  ObjectId commit;
  std::memcpy(commit.bytes.data(), &name, sizeof name);
  return commit;
}

}  // namespace

void VirtualBranch::move_to(const ObjectId& commit) { tip_ = commit; }

std::optional<ObjectId> VirtualBranch::place(Car car, const VirtualResult& result,
                                             const ObjectId& onto) {
  if (result.conflicts && onto != result.base) return std::nullopt;
  const ObjectId commit = on_top(onto, car);
  const bool broken = result.breaks || commits_.at(onto).broken;
  placed_ += commits_.try_emplace(commit, Commit{broken}).second ? 1 : 0;
  return commit;
}

void VirtualBranch::tested(const ObjectId& commit) {
  Commit& one = commits_.at(commit);
  one.known = one.broken ? Train::Known::failed : Train::Known::passed;
}

}  // namespace sage
