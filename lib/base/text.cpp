#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <numeric>

#include "base/runner_orders.h"

namespace sage {
namespace {

/// Length of the well-formed UTF-8 character at the start of `text`, or 0 (RFC 3629, table 3-7 of
/// the Unicode standard).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !continues(1)) return 0;
  if (first < 0xE0) return 2;
  const unsigned second = byte(1);
  if (first == 0xE0 && second < 0xA0) return 0;
  if (first == 0xED && second > 0x9F) return 0;
  if (first == 0xF0 && second < 0x90) return 0;
  if (first == 0xF4 && second > 0x8F) return 0;
  if (!continues(2)) return 0;
  if (first < 0xF0) return 3;
  return continues(3) ? 4 : 0;
}

bool is_control(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;  // C1 controls
}

/// The embeddings, overrides and isolates of Unicode: U+202A … U+202E, U+2066 … U+2069. What
/// follows one of them is not shown in the order in which it is read.
bool turns_direction(std::string_view character) {
  return (character >= "\u202A" && character <= "\u202E") ||
         (character >= "\u2066" && character <= "\u2069");
}

bool is_shown(std::string_view character) {
  return !is_control(character) && !turns_direction(character);
}

/// Calls `good(character)` or `bad(byte)` for each character of `text` in turn.
template <class Good, class Bad>
void each_character(std::string_view text, Good good, Bad bad) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0)
      bad(text[0]);
    else
      good(text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

std::string hex_escape(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) out += format("\\x{:02x}", static_cast<unsigned char>(byte));
  return out;
}

/// Reads one shell word from the front of `line`; false if a quote is not closed.
bool take_word(std::string_view& line, std::string& word) {
  char quote = 0;
  while (!line.empty()) {
    const char c = line.front();
    if (!quote && (c == ' ' || c == '\t' || c == '\n')) return true;
    line.remove_prefix(1);
    if (c == quote) {
      quote = 0;
    } else if (!quote && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == '\\' && quote != '\'' && !line.empty() &&
               (!quote || std::string_view("\"\\$`").find(line.front()) != line.npos)) {
      word += line.front();
      line.remove_prefix(1);
    } else {
      word += c;
    }
  }
  return quote == 0;
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Levenshtein's, where the case of letters does not count.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substituted = diagonal + (small(a[i - 1]) != small(b[j - 1]));
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
    }
  }
  return row.back();
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  each_character(
      text, [&](auto good) { out += is_shown(good) ? std::string(good) : hex_escape(good); },
      [&](char bad) {
        out += hex_escape({&bad, 1});
      });
  return without_orders(out);
}

std::string printable(std::string_view text) {
  std::string out;
  const auto add = [&](std::string_view character) {
    if (character == "\n" || character == "\t" || is_shown(character))
      out += character;
    else if (character != "\r")
      out += ' ';
  };
  each_character(text, add, [&](char) { out += "\uFFFD"; });
  return out;
}

std::string excerpt(std::string_view text, std::size_t bytes) {
  std::string safe = escaped(text.substr(0, 4 * bytes));
  if (safe.size() <= bytes) return safe;
  std::size_t cut = bytes;
  while (cut > 0 && (static_cast<unsigned char>(safe[cut]) & 0xC0) == 0x80) --cut;
  return safe.substr(0, cut) + "…";
}

bool is_utf8(std::string_view text) {
  bool well_formed = true;
  each_character(
      text, [](auto) {}, [&](char) { well_formed = false; });
  return well_formed;
}

std::string valid_utf8(std::string_view text) {
  std::string out;
  each_character(
      text, [&](auto good) { out += good; }, [&](char) { out += "\uFFFD"; });
  return out;
}

std::optional<std::vector<std::string>> split_words(std::string_view line) {
  std::vector<std::string> words;
  while (!(line = trimmed(line)).empty())
    if (!take_word(line, words.emplace_back())) return std::nullopt;
  return words;
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::size_t best_distance = 2 + name.size() / 4;
  for (const auto candidate : candidates) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance < best_distance) best = candidate, best_distance = distance;
  }
  return best;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string on_one_line(std::string_view text) {
  std::string out(trimmed(text));
  for (char& c : out)
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  return out;
}

std::string listing(std::span<const std::string> items, std::size_t limit) {
  const auto shown = items.first(std::min(limit, items.size()));
  std::string joined = format("{}", fmt::join(shown, ", "));
  if (shown.size() == items.size()) return joined;
  return format("{} and {} more", joined, items.size() - shown.size());
}

std::string counted(std::uint64_t number, std::string_view thing) {
  return format("{} {}{}", number, thing, number == 1 ? "" : "s");
}

std::string human_duration(std::int64_t milliseconds) {
  milliseconds = std::max<std::int64_t>(milliseconds, 0);  // a wall clock may have been set back
  const std::int64_t seconds = milliseconds / 1000;
  if (milliseconds < 1000) return format("{}ms", milliseconds);
  if (seconds < 60) return format("{}.{}s", seconds, milliseconds % 1000 / 100);
  if (seconds < 3600) return format("{}m {:02}s", seconds / 60, seconds % 60);
  return format("{}h {:02}m", seconds / 3600, seconds % 3600 / 60);
}

std::optional<std::int64_t> parse_duration(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > 1'000'000'000) return std::nullopt;
  const std::string_view unit(end, text.data() + text.size());
  if (unit == "ms") return number;
  if (unit == "s") return number * 1000;
  if (unit == "m") return number * 60'000;
  if (unit == "h") return number * 3'600'000;
  return unit.empty() && number == 0 ? std::optional(number) : std::nullopt;
}

}  // namespace sage
