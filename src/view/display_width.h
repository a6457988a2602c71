#pragma once

#include <string>
#include <string_view>
#include <vector>

/// How wide text is on a terminal, and text cut or filled to a width. All take UTF-8 without
/// control characters (what `escaped` gives); a malformed byte counts as one column.
namespace sage {

/// Columns the text takes. Terminals disagree on joined emoji; this is the largest that any of
/// them uses, so a line that is measured as fitting never wraps.
int display_width(std::string_view text);

/// The text if it fits, else the longest beginning that does together with `mark`, which says
/// that it was cut. Never cuts inside a character or between one and its combining marks.
std::string fit(std::string_view text, int columns, std::string_view mark = "…");

/// `fit`, then spaces up to exactly `columns`.
std::string padded(std::string_view text, int columns, std::string_view mark = "…");

/// The text as lines of at most `columns`, broken at spaces where there are any.
std::vector<std::string> wrapped(std::string_view text, int columns);

}  // namespace sage
