#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

/// Below the reader of the index: what simdjson's on-demand parser leaves to its user. That parser
/// checks only what is looked at, but this file is written back by us and read by other tools,
/// so all of it must be JSON: members nobody asks for are walked by `check`.
namespace sage {

namespace ondemand = simdjson::ondemand;

/// Arrays and objects may stand in each other this deep, the whole document counted. As parse_json
/// of base/json.h, which later reads single tickets.
inline constexpr int max_nesting = 64;

/// The text being read, and the place in it that an error names.
struct Source {
  std::string name;
  std::string_view text;

  std::size_t line_of(const char* at) const;
  /// Throws Error(invalid_input) "<name>:<line>: <what>".
  [[noreturn]] void fail(const char* at, std::string_view what, std::string hint = {}) const;
  /// Throws the Error for what simdjson found; `at` is where, if it knows.
  [[noreturn]] void fail(simdjson::error_code code, const char* at) const;
};

/// The value's first token without the white space behind it: a whole scalar with its quotes, or
/// one bracket.
std::string_view token_of(ondemand::value& value);

/// What an error says was found: the scalar, shortened, or "an object", "an array".
std::string found(std::string_view token);

/// A string token without its quotes, still escaped; checked.
std::string_view raw_string(std::string_view token, const Source& source);

/// A member's name, still escaped; checked.
std::string_view raw_name(const ondemand::field& field, const Source& source);

/// Walks a value to its end and throws unless all of it is JSON. `depth`: of the value's parent.
void check(ondemand::value value, int depth, const Source& source);

/// Throws unless a container below `depth` may begin at `at`.
void check_depth(const char* at, int depth, const Source& source);

}  // namespace sage
