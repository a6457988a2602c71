#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/text.h"

/// What a <name>_fuzz.cpp defines: one input, which must come to its end. A find is whatever ends
/// the process: a sanitizer, an exception that nobody catches, a `require`.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sage::fuzz {

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// The text up to the first `end`, which is taken off with it: for inputs of several parts.
inline std::string take_part(std::string& text, char end) {
  const auto at = text.find(end);
  const std::string part = text.substr(0, at);
  text.erase(0, at == text.npos ? at : at + 1);
  return part;
}

inline void require(bool holds, std::string_view what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", escaped(what).c_str());
  std::abort();
}

/// One line that can be printed as it is: it has no control characters, and an end.
inline void require_line(std::string_view line) {
  require(escaped(line) == line, format("fit to be printed: {}", line));
  require(line.size() <= 2000, format("of bounded length: {}", line));
}

/// What `read` gives; nothing if it refuses the input, which it may do in one way only.
template <class Read>
auto accepted(Read read) -> std::optional<decltype(read())> try {
  return read();
} catch (const Error& error) {
  require(error.kind() == ErrorKind::invalid_input, format("invalid_input: {}", error.message()));
  require_line(error.message());
  require_line(error.hint());
  return std::nullopt;
}

}  // namespace sage::fuzz
