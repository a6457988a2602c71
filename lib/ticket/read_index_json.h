#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "ticket/survey_index.h"

/// Below the reader of the index: what simdjson's on-demand parser leaves to its user. That parser
/// checks only what is looked at, but this file is written back by us and read by other tools,
/// so all of it must be JSON: members nobody asks for are walked by `check`.
namespace sage {

namespace ondemand = simdjson::ondemand;

/// Arrays and objects may stand in each other this deep, the whole document counted. As parse_json
/// of base/json.h, which later reads single tickets.
inline constexpr int max_nesting = 64;

/// The text being read, and the place in it that an error names.
class Source {
 public:
  /// `survey`: takes what is wrong, so that reading can go on behind it.
  Source(std::string name, std::string_view text, IndexSurvey* survey = nullptr)
      : name_(std::move(name)), text_(text), survey_(survey) {}

  std::string_view text() const { return text_; }
  IndexSurvey* survey() const { return survey_; }
  std::size_t line_of(const char* at) const;
  /// Whether there is a backslash in a part of the text. Strings are asked about in their order,
  /// and most hold none: one search tells for all of them up to the next backslash.
  bool has_backslash(std::string_view part) {
    if (part.data() < clear_from_ || part.data() > clear_to_) find_backslash(part.data());
    return clear_to_ < part.data() + part.size();
  }
  /// Throws Error(invalid_input) "<name>:<line>: <what>". For what makes it no JSON: it goes to the
  /// survey first.
  [[noreturn]] void fail(const char* at, std::string_view what, std::string hint = {}) const;
  /// Says what is wrong with JSON that can be read on from: to the survey, or else it throws.
  void refuse(const char* at, std::string_view rule, std::string_view what,
              std::string hint = {}) const;
  /// Throws the Error for what simdjson found; `at` is where, if it knows.
  [[noreturn]] void fail(simdjson::error_code code, const char* at) const;

 private:
  void find_backslash(const char* from);
  [[noreturn]] void raise(const char* at, std::string_view what, std::string hint) const;
  std::string hint_or_conflict(std::string hint) const;

  std::string name_;
  std::string_view text_;
  IndexSurvey* survey_;
  const char* clear_from_ = nullptr;  ///< no backslash in [clear_from_, clear_to_)
  const char* clear_to_ = nullptr;
};

/// A value and its first token without the white space behind that: a whole scalar with its quotes,
/// or one bracket. Looked up once.
struct Node {
  Node(ondemand::value v) : value(v), token(v.raw_json_token()) {  // NOLINT(*explicit*)
    while (!token.empty() && is_blank(token.back())) token.remove_suffix(1);
  }
  static bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
  bool is_string() const { return token[0] == '"'; }
  bool is_array() const { return token[0] == '['; }
  bool is_object() const { return token[0] == '{'; }
  bool is_null() const { return token == "null"; }

  ondemand::value value;
  std::string_view token;
};

/// What an error says was found: the scalar, shortened, or "an object", "an array".
std::string found(std::string_view token);

/// The inside of a string, as it stands in the text. What is `escaped` is checked, not decoded.
struct RawString {
  std::string_view text;
  bool escaped = false;
};
RawString raw_string(std::string_view token, Source& source);
RawString raw_name(const ondemand::field& field, Source& source);

/// Moves on behind a string. One that is only looked at would be skipped by the parser later, which
/// takes it for a member's name if a stray colon follows.
inline void pass_string(Node& node) { node.value.get_raw_json_string().value(); }

/// Walks a value to its end and throws unless all of it is JSON. `depth`: of the value's parent.
void check(Node node, int depth, Source& source);

/// Throws unless a container below `depth` may begin at `at`.
void check_depth(const char* at, int depth, const Source& source);

}  // namespace sage
