#include "ticket/read_index_json.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace sage {
namespace {

/// The four digits of \uXXXX as a number, or -1.
int hex4(std::string_view digits) {
  if (digits.size() < 4) return -1;
  int number = 0;
  for (const char c : digits.substr(0, 4)) {
    const char lower = static_cast<char>(c | 0x20);
    if (c >= '0' && c <= '9')
      number = number * 16 + (c - '0');
    else if (lower >= 'a' && lower <= 'f')
      number = number * 16 + (lower - 'a' + 10);
    else
      return -1;
  }
  return number;
}

/// Length of the escape sequence at the start of `text` (a backslash), 0 if it is not one: half a
/// surrogate pair is none.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) return 0;
  if (text[1] != 'u') return std::string_view("\"\\/bfnrt").find(text[1]) != text.npos ? 2 : 0;
  const int unit = hex4(text.substr(2));
  if (unit < 0 || (unit & 0xFC00) == 0xDC00) return 0;
  if ((unit & 0xFC00) != 0xD800) return 6;
  const bool pair = text.substr(6).starts_with("\\u") && (hex4(text.substr(8)) & ~0x3FF) == 0xDC00;
  return pair ? 12 : 0;
}

void check_escapes(std::string_view raw, const Source& source) {
  for (std::size_t at = raw.find('\\'); at != raw.npos; at = raw.find('\\', at)) {
    const std::size_t length = escape_length(raw.substr(at));
    if (length == 0)
      source.fail(raw.data() + at, format("not valid JSON: found \"{}\" in a string, expected an "
                                          "escape sequence such as \\n or \\u00e9",
                                          excerpt(raw.substr(at), 6)));
    at += length;
  }
}

void skip_digits(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of("0123456789"), text.size()));
}

bool take_digits(std::string_view& text) {
  const std::size_t before = text.size();
  skip_digits(text);
  return text.size() < before;
}

bool take_one_of(std::string_view& text, std::string_view characters) {
  if (text.empty() || characters.find(text[0]) == characters.npos) return false;
  text.remove_prefix(1);
  return true;
}

/// More is JSON, but parse_json and other readers count exponents in 32 bits.
constexpr std::size_t most_exponent_digits = 9;

bool is_number(std::string_view token) {
  take_one_of(token, "-");
  if (!take_one_of(token, "0") && !take_digits(token)) return false;
  if (take_one_of(token, ".") && !take_digits(token)) return false;
  if (take_one_of(token, "eE")) {
    take_one_of(token, "+-");
    if (token.size() > most_exponent_digits || !take_digits(token)) return false;
  }
  return token.empty();
}

/// What is wrong in a text that simdjson gave up on before it knew a place: one walk from string
/// to string.
const char* unclosed_string(std::string_view text) {
  const char* opened = nullptr;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"')
      opened = opened ? nullptr : &text[i];
    else if (opened && text[i] == '\\')
      ++i;
    else if (opened && static_cast<unsigned char>(text[i]) < 0x20)
      return opened;
  }
  return opened ? opened : text.data() + text.size();
}

const char* first_line_not_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    if (!is_utf8(line)) break;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return text.data();
}

}  // namespace

void Source::find_backslash(const char* from) {
  const std::string_view rest = text_.substr(static_cast<std::size_t>(from - text_.data()));
  clear_from_ = from;
  clear_to_ = from + std::min(rest.find('\\'), rest.size());
}

std::size_t Source::line_of(const char* at) const {
  return 1 + static_cast<std::size_t>(std::count(text_.data(), at, '\n'));
}

std::string Source::hint_or_conflict(std::string hint) const {
  if (text_.starts_with("<<<<<<< ") || text_.find("\n<<<<<<< ") != text_.npos)
    return "the file holds conflict markers of a merge: resolve it";
  return hint;
}

void Source::raise(const char* at, std::string_view what, std::string hint) const {
  throw Error(ErrorKind::invalid_input, format("{}:{}: {}", escaped(name_), line_of(at), what),
              hint_or_conflict(std::move(hint)));
}

void Source::refuse(const char* at, std::string_view rule, std::string_view what,
                    std::string hint) const {
  if (!survey_) raise(at, what, std::move(hint));
  survey_->problems.push_back({.rule = rule,
                               .offset = static_cast<std::size_t>(at - text_.data()),
                               .what = std::string(what),
                               .hint = std::move(hint)});
}

void Source::fail(const char* at, std::string_view what, std::string hint) const {
  if (survey_) refuse(at, "invalid-json", what, hint_or_conflict(hint));
  raise(at, what, std::move(hint));
}

void Source::fail(simdjson::error_code code, const char* at) const {
  const char* const end = text_.data() + text_.size();
  switch (code) {
    case simdjson::MEMALLOC:
      throw Error(ErrorKind::internal, format("{}: not enough memory to read it", escaped(name_)));
    case simdjson::UTF8_ERROR:
      fail(first_line_not_utf8(text_), "not valid UTF-8", "save the file as UTF-8");
    case simdjson::UNESCAPED_CHARS:
    case simdjson::UNCLOSED_STRING: {
      const char* const opened = unclosed_string(text_);
      fail(opened, format("not valid JSON: the string {} is not closed on its line",
                          excerpt({opened, end}, 24)));
    }
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      fail(end, "not valid JSON: the file ends before its first \"{\" is closed");
    default:
      if (!at || at >= end) fail(end, "not valid JSON: the file ends too early");
      fail(at, format("not valid JSON at or just before {}", excerpt({at, end}, 24)));
  }
}

std::string found(std::string_view token) {
  if (token.starts_with('{')) return "an object";
  if (token.starts_with('[')) return "an array";
  return excerpt(token, 60);
}

RawString raw_string(std::string_view token, Source& source) {
  if (token.size() < 2 || token.back() != '"') source.fail(simdjson::TAPE_ERROR, token.data());
  const RawString raw{token.substr(1, token.size() - 2),
                      source.has_backslash(token.substr(1, token.size() - 2))};
  if (raw.escaped) check_escapes(raw.text, source);
  return raw;
}

RawString raw_name(const ondemand::field& field, Source& source) {
  const char* const begin = field.key().raw();
  const char* end = begin;
  bool escaped = false;
  for (; *end != '"'; ++end)
    if (*end == '\\') escaped = true, ++end;
  if (escaped) check_escapes({begin, end}, source);
  return {{begin, end}, escaped};
}

void check_depth(const char* at, int depth, const Source& source) {
  if (depth >= max_nesting)
    source.fail(at, format("nested too deeply, expected at most {} levels", max_nesting));
}

void check(Node node, int depth, Source& source) {
  const std::string_view token = node.token;
  switch (token[0]) {
    case '{':
      check_depth(token.data(), depth, source);
      for (ondemand::field field : node.value.get_object()) {
        raw_name(field, source);
        check(std::move(field).value(), depth + 1, source);
      }
      return;
    case '[':
      check_depth(token.data(), depth, source);
      for (const ondemand::value item : node.value.get_array()) check(item, depth + 1, source);
      return;
    case '"':
      raw_string(token, source);
      pass_string(node);
      return;
    default:
      if (token != "null" && token != "true" && token != "false" && !is_number(token))
        source.fail(simdjson::TAPE_ERROR, token.data());
  }
}

std::string simdjson_version() {
  return format("{}.{}.{}", int{simdjson::SIMDJSON_VERSION_MAJOR},
                int{simdjson::SIMDJSON_VERSION_MINOR}, int{simdjson::SIMDJSON_VERSION_REVISION});
}

}  // namespace sage
