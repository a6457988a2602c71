#pragma once

#include <string>
#include <string_view>

namespace sage {

/// What git will make of a message that a person edited: no comments ("# …"), and nothing behind
/// the scissors line. `comment`: core.commentChar.
std::string without_comments(std::string_view message, char comment);

/// The message without the lines by which programs say that they had a part in it: trailers such as
/// Co-authored-by whose value is a program (an address noreply@…, a name that ends with [bot], or
/// the bare name of a known one), and "Generated with …" of a known one. People stay. Comments and
/// what is behind the scissors line are left alone.
std::string without_attribution(std::string_view message, char comment);

}  // namespace sage
