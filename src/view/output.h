#pragma once

#include <string_view>

namespace sage {

/// Writes all of `text` to a descriptor that may be a pipe, a file or a terminal: 0, or the errno
/// of what stopped it. SIGPIPE must be ignored, as os/signals.h does.
int write_all(int fd, std::string_view text);

/// Throws Error(internal) if stdout did not take all that was written to it; a reader that went
/// away had read enough. `problem`: the errno of what was written past stdio.
void finish_stdout(int problem = 0);

/// The result of a command, to stdout, which is finished then.
void print_result(std::string_view text);

}  // namespace sage
