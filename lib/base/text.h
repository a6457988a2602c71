#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Text helpers, and the home of fmt: every other file formats through this header.
namespace sage {

using fmt::format;

/// Text from outside made fit for a terminal or a log line. Control characters (ESC, newline …),
/// those that turn the direction of writing, bytes that are not UTF-8 and what begins an order
/// (base/runner_orders.h) become \xNN.
std::string escaped(std::string_view text);

/// Text from outside made fit to be kept where other programs print it as it is. Line breaks and
/// tabs stay, all else that `escaped` would not show as a character becomes a blank (a carriage
/// return nothing, a byte that is not UTF-8 U+FFFD).
std::string printable(std::string_view text);

/// `escaped` text, cut to at most `bytes` bytes (at a character's border) with "…" where cut.
std::string excerpt(std::string_view text, std::size_t bytes);

/// Whether `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms).
bool is_utf8(std::string_view text);

/// The text with every malformed byte replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

/// Splits a command line into words as a POSIX shell would: quotes and backslashes, but no
/// expansion of any kind. Nothing if a quote is not closed.
std::optional<std::vector<std::string>> split_words(std::string_view line);

/// The candidate nearest to `name` (Levenshtein distance of at most 1 + length/4), else empty.
std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates);

std::string_view trimmed(std::string_view text);

/// The text without what is blank at its ends, and with line breaks and tabs as spaces.
std::string on_one_line(std::string_view text);

/// `items` joined by ", ", at most `limit` of them, then "and N more".
std::string listing(std::span<const std::string> items, std::size_t limit = 10);

/// "1 file", "3 files".
std::string counted(std::uint64_t number, std::string_view thing);

/// A duration as a person writes it: "840ms", "12.4s", "3m 05s", "2h 10m".
std::string human_duration(std::int64_t milliseconds);

/// "90s", "30m", "2h", "500ms", "0" (none) as milliseconds; nothing if it is not one of these.
std::optional<std::int64_t> parse_duration(std::string_view text);

}  // namespace sage
