#pragma once

#include <string_view>

namespace sage {

/// Where tickets go that name no component and whose ids begin as none is called.
inline constexpr std::string_view miscellaneous = "MISC";

/// The component of a ticket that names none: the prefix of its id where that looks like one (a
/// single word, or words in capitals), else `miscellaneous`.
std::string_view component_of_id(std::string_view id);

}  // namespace sage
