#include <algorithm>
#include <array>

#include "cli/flags.h"

namespace sage {

void add_completion_flags(CLI::App& command, Options& options) {
  command.add_option("shell", options.shell.completion, "bash, zsh or fish")
      ->required()
      ->check(
          [](const std::string& shell) {
            constexpr std::array known{"bash", "zsh", "fish", "tickets", "components", "runs"};
            return std::ranges::find(known, shell) != known.end()
                       ? ""
                       : format("expected bash, zsh or fish, found {}", excerpt(shell, 60));
          },
          "")
      ->type_name("bash|zsh|fish");
}

void add_manual_flags(CLI::App& command, Options& options) {
  command.add_option("folder", options.shell.manuals)->required();
}

}  // namespace sage
