#pragma once

#include <string>

namespace sage {

/// A name for a temporary file of this process, another one each time. It tells whose it is:
/// ".sage-tmp-<pid>-<number>-<start>", with the time the process started (process_start_time),
/// because a pid comes again.
std::string new_temporary_name();

}  // namespace sage
