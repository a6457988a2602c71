#include "cli/flags.h"

namespace sage {

void add_completion_flags(CLI::App& command, Options& options) {
  command.add_option("shell", options.shell.completion, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "tickets"}).description(""));
}

void add_manual_flags(CLI::App& command, Options& options) {
  command.add_option("folder", options.shell.manuals)->required();
}

}  // namespace sage
