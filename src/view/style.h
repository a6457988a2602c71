#pragma once

#include <string>
#include <string_view>

namespace sage {

enum class Tone { plain, dim, strong, good, warn, bad };

/// How text may look where it goes. Who decides (--color, NO_COLOR, the terminal, the locale) is
/// the caller.
struct Style {
  bool colour = false;
  bool unicode = true;  ///< false: ASCII only

  std::string paint(Tone tone, std::string_view text) const;
  /// Text from outside made fit to be shown: on one line, `escaped`, and in ASCII where nothing
  /// else is shown.
  std::string shown(std::string_view text) const;
  /// One line of a longer text, `escaped` likewise: blanks stay, a tab is four.
  std::string as_it_stands(std::string_view line) const;
  /// `shown` text cut to at most `columns`; `filled` also fills up to exactly these.
  std::string fitted(std::string_view text, int columns) const;
  std::string filled(std::string_view text, int columns) const;

 private:
  std::string_view cut_mark() const { return unicode ? "…" : "~"; }
};

}  // namespace sage
