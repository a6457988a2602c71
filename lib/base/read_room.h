#pragma once

#include <string>
#include <string_view>

namespace sage {

/// Parsers look at bytes behind the end of a text. What is read whole, a file or a blob, gets as
/// much capacity more, so that it need not be copied for that.
inline constexpr std::size_t read_room = 64;

inline std::string with_read_room(std::string_view text) {
  std::string copy;
  copy.reserve(text.size() + read_room);
  copy.append(text);
  return copy;
}

}  // namespace sage
