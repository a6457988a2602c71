#pragma once

#include <span>
#include <string_view>

/// Names that nobody looks at, and were hardly meant to be.
namespace sage {

/// The one of `known` that `name` is a slip for, at most two letters away from it; empty: it is one
/// of them, or like none.
std::string_view meant_by(std::string_view name, std::span<const std::string_view> known);

/// The member of a ticket that a name which is none is a slip for, or another word: `depends_on`
/// for `dependencies`. Empty: it belongs to somebody else.
std::string_view meant_member(std::string_view name);

}  // namespace sage
