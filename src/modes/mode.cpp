#include "modes/mode.h"

#include "base/error.h"
#include "modes/batches.h"
#include "modes/interactive.h"
#include "modes/semi_auto.h"

namespace sage {

RunMode mode_of(const App& app, const ModeOptions& options) {
  const bool somebody_there = app.stdin_is_terminal && app.stderr_is_terminal;
  if (!options.mode && !somebody_there)
    throw Error(ErrorKind::usage, "say how to run: --auto drains the backlog without asking",
                "on a terminal the usual mode is --interactive; see sage-stream --help");
  const RunMode mode = options.mode.value_or(RunMode::interactive);
  if (mode != RunMode::automatic && !somebody_there && !options.yes)
    throw Error(ErrorKind::usage,
                "this mode asks, and nobody can be asked: stdin or stderr is not a terminal",
                "--yes gives each question its usual answer; --auto does not ask");
  return mode;
}

std::unique_ptr<AskingGuide> asking_guide(RunMode mode, Asking asking) {
  switch (mode) {
    case RunMode::automatic:
      return nullptr;
    case RunMode::semi_auto:
      return std::make_unique<SemiAuto>(std::move(asking));
    case RunMode::interactive:
      return std::make_unique<Interactive>(std::move(asking));
    case RunMode::parallel_interactive:
      return std::make_unique<Batches>(std::move(asking));
  }
  return nullptr;
}

}  // namespace sage
