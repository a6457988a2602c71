#pragma once

#include <string_view>

namespace sage {

/// Paragraphs on a command ("" is the program itself) for its --help and its manual page: what its
/// flags do not say, and examples (indented lines). Empty where the one line of help is all.
std::string_view about(std::string_view command);

}  // namespace sage
