#include "cli/flags.h"

namespace sage {

void add_mode_flags(CLI::App& app, Options& options) {
  ModeOptions& modes = options.modes;
  const auto add = [&](const std::string& flag, RunMode mode, const char* help) {
    const auto choose = [&modes, flag, mode] {
      if (modes.mode && modes.mode != mode)
        throw CLI::ValidationError(flag, "only one mode at a time");
      modes.mode = mode;
    };
    app.add_flag_callback(flag, choose, help);
  };
  add("--auto", RunMode::automatic, "drain the backlog without asking");
  add("--semi-auto", RunMode::semi_auto, "ask for each component");
  add("--interactive", RunMode::interactive,
      "ask for each ticket and each result, one at a time (usual on a terminal)");
  add("--parallel-interactive", RunMode::parallel_interactive,
      "ask for all that is ready, work on it in parallel, and ask for what is ready then");
  app.add_flag("--yes", modes.yes, "give each question its usual answer");
}

}  // namespace sage
