#pragma once

#include <string>
#include <string_view>

#include "ticket/json_style.h"

/// Valid JSON values as text, looked at apart from their layout.
namespace sage {

/// The value without white space, members sorted by name, strings spelled one way: texts of one
/// value, in whatever layout, give the same. Numbers stay as they are written.
std::string canonical(std::string_view value);

/// Whether two texts are one value; no text (empty) is like no text only.
bool same_value(std::string_view a, std::string_view b);

/// A string's characters; empty for any other value.
std::string string_in(std::string_view value);

/// A container that goes over lines, laid out as `style` has it, and what is in it likewise; any
/// other value as it is.
std::string laid_out(std::string_view value, const JsonStyle& style);

}  // namespace sage
