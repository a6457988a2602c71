#include "cli/until_time.h"

#include <cstdio>
#include <ctime>
#include <string>

#include "base/text.h"

namespace sage {
namespace {

/// A field of digits of this width; -1 if it is none.
int number(std::string_view text, std::size_t at, std::size_t width) {
  if (at + width > text.size()) return -1;
  int value = 0;
  for (const char c : text.substr(at, width)) {
    if (c < '0' || c > '9') return -1;
    value = 10 * value + (c - '0');
  }
  return value;
}

/// "18:30" or "18:30:15" into `time`.
bool read_clock(std::string_view text, std::tm& time) {
  const bool seconds = text.size() == 8 && text[5] == ':';
  if ((text.size() != 5 && !seconds) || text[2] != ':') return false;
  time.tm_hour = number(text, 0, 2);
  time.tm_min = number(text, 3, 2);
  time.tm_sec = seconds ? number(text, 6, 2) : 0;
  const auto within = [](int value, int limit) { return value >= 0 && value < limit; };
  return within(time.tm_hour, 24) && within(time.tm_min, 60) && within(time.tm_sec, 60);
}

WallTime local_time(std::tm time) {
  time.tm_isdst = -1;
  return WallTime{std::mktime(&time)} * 1000;
}

std::optional<WallTime> next_time_of_day(std::string_view text, WallTime now) {
  const std::time_t seconds = now / 1000;
  std::tm time{};
  localtime_r(&seconds, &time);
  if (!read_clock(text, time)) return std::nullopt;
  if (const WallTime today = local_time(time); today > now) return today;
  ++time.tm_mday;  // mktime carries it over
  return local_time(time);
}

std::optional<WallTime> date_and_time(std::string_view text) {
  const bool utc = text.ends_with('Z');
  if (utc) text.remove_suffix(1);
  if (text.size() < 16 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' '))
    return std::nullopt;
  std::tm time{};
  if (!read_clock(text.substr(11), time)) return std::nullopt;
  const int year = number(text, 0, 4), month = number(text, 5, 2), day = number(text, 8, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1) return std::nullopt;
  time.tm_year = year - 1900;
  time.tm_mon = month - 1;
  time.tm_mday = day;
  const WallTime at = utc ? WallTime{timegm(&time)} * 1000 : local_time(time);
  const bool day_exists = time.tm_mday == day || !utc;
  return day_exists ? std::optional(at) : std::nullopt;
}

}  // namespace

std::optional<WallTime> parse_until(std::string_view text, WallTime now) {
  if (const auto in = parse_duration(text); in && *in > 0) return now + *in;
  if (const auto at = next_time_of_day(text, now)) return at;
  return date_and_time(text);
}

}  // namespace sage
