#pragma once

#include <string_view>

namespace sage {

/// Writes all of `text` to a descriptor that may be a pipe, a file or a terminal: 0, or the errno
/// of what stopped it. SIGPIPE must be ignored, as os/signals.h does.
int write_all(int fd, std::string_view text);

/// The result of a command, to stdout. Throws Error(internal) if it did not take all of it; a
/// reader that went away had read enough.
void print_result(std::string_view text);

}  // namespace sage
