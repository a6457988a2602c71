#pragma once

#include <string_view>

namespace sage {

/// One value in the three versions of an index, as text; empty where it is not there.
struct Versions {
  std::string_view base, ours, theirs;
};

enum class Choice { ours, theirs, clash };

/// Which version of a member's value stays. Whoever changed it; if both did, differently, what the
/// member means decides, as far as it can: the rules are in docs/MERGING.md.
Choice choose(std::string_view member, const Versions& value);

}  // namespace sage
