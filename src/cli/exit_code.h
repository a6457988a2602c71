#pragma once

#include <span>
#include <string_view>

#include "base/error.h"

namespace sage {

/// What the process says at its end (docs/EXIT-CODES.md).
namespace exit_code {
inline constexpr int ok = 0;
inline constexpr int deferred = 1;
inline constexpr int usage = 2;
inline constexpr int internal = 3;
inline constexpr int invalid_input = 4;
inline constexpr int nothing_ready = 5;
inline constexpr int repository_state = 6;
inline constexpr int locked = 7;
inline constexpr int interrupted = 130;
inline constexpr int terminated = 143;
}  // namespace exit_code

int exit_code_of(ErrorKind kind);

struct ExitCodeMeaning {
  int code;
  std::string_view meaning;
};
/// All of them, for the help and the manual.
std::span<const ExitCodeMeaning> exit_code_meanings();

}  // namespace sage
