#pragma once

#include <span>
#include <string_view>

#include "app.h"
#include "cli/options.h"

namespace CLI {
class App;
}

namespace sage {

/// A subcommand.
struct CommandEntry {
  std::string_view name;
  std::string_view help;  ///< one line; empty: for our own processes, not shown
  void (*add_flags)(CLI::App& command, Options& options);  ///< null: it has none
  int (*run)(const App& app, const Options& options);      ///< gives the exit code; may throw Error
};

/// All of them, as the help lists them.
std::span<const CommandEntry> command_table();

}  // namespace sage
