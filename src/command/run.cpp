#include <algorithm>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "command/drain.h"
#include "command/run_results.h"
#include "explain.h"
#include "modes/mode.h"
#include "output_file.h"
#include "repo/commit_diff.h"
#include "run/phase.h"
#include "selecting.h"
#include "stream.h"

namespace sage {
namespace {

constexpr std::size_t most_of_a_diff = 256 << 10;

int exit_code_of(const Drained& drained, const Options& options, const Interrupts& interrupts) {
  if (drained.interrupted != Interrupt::none) return interrupts.exit_code();
  if (drained.setup_failed) return exit_code_of(drained.setup_failed->kind());
  if (drained.deferred + drained.blocked > 0 || drained.push_failed) return exit_code::deferred;
  if (!drained.anything_ready && options.fail_if_empty) return exit_code::nothing_ready;
  return exit_code::ok;
}

std::string diff_of(const Repository& repository, const ObjectId& result) {
  std::string patches;
  for (const auto& file : diff_of_commit(repository, result, {index_in_tree}, most_of_a_diff))
    patches += file.binary ? "binary or large: " + file.change.path + "\n" : file.patch;
  return patches;
}

Asking asking(const App& app, const Options& options, const Session& session, Guide& wanted,
              Prompt& prompt) {
  return {
      .wanted = wanted,
      .prompt = prompt,
      .layout = {.style = style_for(app, options, app.stderr_is_terminal),
                 .columns = std::min(columns_of_stdout(), 100),
                 .limit = 50},
      .file = SessionFile(session.layout.session()),
      .diff =
          [&session](const QueueEntry& entry) { return diff_of(session.repository, entry.result); },
      .command = options.to_repeat};
}

/// A run as its options ask for it, in the mode that they ask for.
int run_in_mode(const App& app, const Options& options, RunMode mode) {
  Session session = open_session(app, options);
  Interrupts interrupts;
  Display display(app, options);
  TerminalPrompt prompt(display, interrupts, style_for(app, options, app.stderr_is_terminal),
                        options.modes.yes);
  const auto selection = selection_of(session, options);
  Guide everything;
  Guide& wanted = selection ? *selection : everything;
  const auto guide = asking_guide(mode, asking(app, options, session, wanted, prompt));
  Fanout listeners;
  if (selection) listeners.add(*selection);
  if (guide) listeners.add(*guide);

  const auto found = [&](const Repository& repository, const std::string& ref, Publisher& publisher,
                         CommitQueue& queue) {
    return recover(repository, session.layout, ref, publisher, queue);
  };
  const auto exit_code = [&](const Drained& drained) {
    return exit_code_of(drained, options, interrupts);
  };
  bool begun = true;
  const auto begins = [&](IndexStore& index) { return begun = !guide || guide->begin(index); };
  const Drained drained =
      drain(app, options, session, interrupts, display,
            {true, found, exit_code, guide ? guide.get() : &wanted, &listeners, begins});
  if (!begun)
    return interrupts.asked().what == Interrupt::none ? exit_code::ok : interrupts.exit_code();
  if (drained.deferred > tickets_in(display.state(), RunState::Phase::deferred).size())
    display.add(deferred_before(session, display.state(),
                                [&](const Ticket& ticket) { return wanted.concerns(ticket); }));
  publish_results(app, options, session, display);
  if (guide) guide->end(drained.interrupted != Interrupt::none);
  if (selection)
    for (const auto& line : words_on_the_rest(session, options, *selection))
      fmt::print(stderr, "sage-stream: {}\n", escaped(line));
  if (drained.setup_failed && drained.interrupted == Interrupt::none) throw *drained.setup_failed;
  return exit_code(drained);
}

}  // namespace

int run_stream(const App& app, const Options& options) {
  if (options.selection.explain) return explain_command(app, options);
  if (options.selection.dry_run) return dry_run_command(app, options);
  const RunMode mode = mode_of(app, options.modes);
  if (!options.output.empty()) check_output_file(app.folder / options.output);
  return run_in_mode(app, options, mode);
}

}  // namespace sage
