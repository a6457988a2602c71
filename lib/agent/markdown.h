#pragma once

#include <string>
#include <string_view>

#include "base/json.h"

/// Markdown from values of any shape.
namespace sage {

/// Whether a person would see nothing in it: null, blank text, or only such inside.
bool is_blank(const json::value& value);

/// Text as it is; an array as a list; an object as a list of its members. An object within a list
/// is led by its path, title, name or text, with its other members below.
std::string to_markdown(const json::value& value);

/// A code block whose fence is longer than any run of backticks in `text`.
std::string fenced(std::string_view text);

/// `escaped` text as a code span.
std::string code_span(std::string_view text);

}  // namespace sage
