#include "cli/flags.h"

namespace sage {

void add_completion_flags(CLI::App& command, Options& options) {
  command.add_option("shell", options.shell.completion, "bash, zsh or fish")
      ->required()
      ->check([](const std::string& shell) {
        const bool is_known =
            shell == "bash" || shell == "zsh" || shell == "fish" || shell == "tickets";
        return is_known ? "" : format("expected bash, zsh or fish, found {}", excerpt(shell, 60));
      });
}

void add_manual_flags(CLI::App& command, Options& options) {
  command.add_option("folder", options.shell.manuals)->required();
}

}  // namespace sage
