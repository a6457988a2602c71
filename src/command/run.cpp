#include "cli/exit_code.h"
#include "command/commands.h"
#include "command/drain.h"
#include "command/run_results.h"
#include "output_file.h"
#include "selecting.h"

namespace sage {
namespace {

int exit_code_of(const Drained& drained, const Options& options, const Interrupts& interrupts) {
  if (drained.interrupted != Interrupt::none) return interrupts.exit_code();
  if (drained.deferred + drained.blocked > 0) return exit_code::deferred;
  if (!drained.anything_ready && options.fail_if_empty) return exit_code::nothing_ready;
  return exit_code::ok;
}

}  // namespace

int run_stream(const App& app, const Options& options) {
  if (!options.output.empty()) check_output_file(app.folder / options.output);
  if (options.selection.explain) return explain_command(app, options);
  if (options.selection.dry_run) return dry_run_command(app, options);
  Session session = open_session(app, options);
  Interrupts interrupts;
  Display display(app, options);
  const auto exit_code = [&](const Drained& drained) {
    return exit_code_of(drained, options, interrupts);
  };
  const auto found = [&](const Repository& repository, const std::string& ref, Publisher& publisher,
                         CommitQueue& queue) {
    return recover(repository, session.layout, ref, publisher, queue);
  };
  const auto selection = selection_of(session, options);
  const Drained drained =
      drain(app, options, session, interrupts, display,
            {true, found, exit_code, selection.get(), selection.get()});
  publish_results(app, options, session, display);
  if (selection)
    for (const auto& line : words_on_the_rest(session, options, *selection))
      fmt::print(stderr, "sage-stream: {}\n", escaped(line));
  return exit_code(drained);
}

}  // namespace sage
