#pragma once

#include "app.h"

namespace sage {

/// Reads the command line, runs the command, prints what went wrong: gives the exit code.
int dispatch(App app, int argc, const char* const* argv);

}  // namespace sage
