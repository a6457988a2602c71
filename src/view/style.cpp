#include "view/style.h"

#include "base/text.h"
#include "view/display_width.h"

namespace sage {
namespace {

std::string_view code_of(Tone tone) {
  switch (tone) {
    case Tone::plain:
      return "";
    case Tone::dim:
      return "2";
    case Tone::strong:
      return "1";
    case Tone::good:
      return "32";
    case Tone::warn:
      return "33";
    case Tone::bad:
      return "31";
  }
  return "";
}

/// Every character that is not ASCII becomes one '?'.
std::string in_ascii(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    if (value < 0x80) out += byte;
    if (value >= 0xC0) out += '?';
  }
  return out;
}

}  // namespace

std::string Style::paint(Tone tone, std::string_view text) const {
  if (!colour || tone == Tone::plain || text.empty()) return std::string(text);
  return format("\033[{}m{}\033[0m", code_of(tone), text);
}

std::string Style::shown(std::string_view text) const { return as_it_stands(on_one_line(text)); }

std::string Style::as_it_stands(std::string_view line) const {
  std::string spaced;
  for (const char c : line) spaced += c == '\t' ? std::string(4, ' ') : std::string(1, c);
  const std::string safe = escaped(spaced);
  return unicode ? safe : in_ascii(safe);
}

std::string Style::fitted(std::string_view text, int columns) const {
  return fit(shown(text), columns, cut_mark());
}

std::string Style::filled(std::string_view text, int columns) const {
  return padded(shown(text), columns, cut_mark());
}

}  // namespace sage
