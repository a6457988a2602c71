#pragma once

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/options.h"

namespace sage {

/// Every command and flag of the program as one tree, which parses into `options` (it must outlive
/// the tree). Help, completions and manual pages are made from it.
std::unique_ptr<CLI::App> make_command_line(Options& options);

}  // namespace sage
