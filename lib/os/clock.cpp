#include "os/clock.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.h"

namespace sage {
namespace {

using std::chrono::floor;
using WallClock = std::chrono::time_point<std::chrono::system_clock, Milliseconds>;

/// Whether `text` has the shape of `pattern`, in which 'd' stands for a digit.
bool has_shape(std::string_view text, std::string_view pattern) {
  if (text.size() != pattern.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (pattern[i] == 'd' ? !digit : text[i] != pattern[i]) return false;
  }
  return true;
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

/// The milliseconds of ".123" (any number of digits), nothing behind them counted.
int milliseconds_of(std::string_view fraction) {
  int value = 0;
  for (std::size_t i = 1; i <= 3; ++i)
    value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return value;
}

bool is_fraction(std::string_view text) {
  return text.empty() || (text.size() > 1 && text[0] == '.' &&
                          text.find_first_not_of("0123456789", 1) == text.npos);
}

/// How far "Z", "+05:30" or "-0800" is ahead of UTC; nothing of anything else.
std::optional<std::chrono::minutes> offset_of(std::string_view zone) {
  if (zone == "Z") return std::chrono::minutes{0};
  if (!zone.starts_with('+') && !zone.starts_with('-')) return {};
  const std::string_view shown = zone.substr(1);
  if (!has_shape(shown, "dd:dd") && !has_shape(shown, "dddd")) return {};
  const int hours = number(shown.substr(0, 2)), minutes = number(shown.substr(shown.size() - 2));
  if (hours > 23 || minutes > 59) return {};
  return std::chrono::minutes{(zone[0] == '-' ? -1 : 1) * (60 * hours + minutes)};
}

}  // namespace

WallTime wall_now() {
  return floor<Milliseconds>(std::chrono::system_clock::now()).time_since_epoch().count();
}

std::string iso_time(WallTime time) {
  const WallClock moment{Milliseconds{time}};
  const auto day = floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{moment - day};
  return format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", int(date.year()),
                unsigned(date.month()), unsigned(date.day()), clock.hours().count(),
                clock.minutes().count(), clock.seconds().count(), clock.subseconds().count());
}

int poll_timeout(SteadyTime deadline) {
  if (deadline == SteadyTime::max()) return -1;
  const auto now = SteadyClock::now();
  if (deadline <= now) return 0;
  const auto left = std::chrono::ceil<Milliseconds>(deadline - now).count();
  return static_cast<int>(std::min<std::int64_t>(left, 1'000'000'000));
}

WallTime parse_iso_time(const std::string& text) {
  using namespace std::chrono;
  constexpr std::size_t whole = 19;  // up to the seconds
  const std::string_view view = text;
  const std::size_t end = view.find_first_of("Z+-", whole);
  if (end == view.npos) return 0;
  const auto fraction = view.substr(whole, end - whole);
  const auto offset = offset_of(view.substr(end));
  if (!has_shape(view.substr(0, whole), "dddd-dd-ddTdd:dd:dd") || !is_fraction(fraction) || !offset)
    return 0;

  const auto part = [&](int from, int size) { return number(view.substr(from, size)); };
  const year_month_day date{year{part(0, 4)}, month(part(5, 2)), day(part(8, 2))};
  const int hour = part(11, 2), minute = part(14, 2), second = part(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return 0;
  const WallClock moment = sys_days{date} + hours{hour} + minutes{minute} + seconds{second} +
                           Milliseconds{milliseconds_of(fraction)} - *offset;
  const int its_year = int(year_month_day{floor<days>(moment)}.year());
  return its_year < 0 || its_year > 9999 ? 0 : moment.time_since_epoch().count();
}

}  // namespace sage
