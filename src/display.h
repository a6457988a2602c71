#pragma once

#include <memory>

#include "app.h"
#include "cli/options.h"
#include "run/run_state.h"
#include "view/ndjson_view.h"
#include "view/style.h"
#include "view/summary.h"
#include "view/terminal_view.h"

namespace sage {

/// --color > NO_COLOR > CLICOLOR_FORCE > whether it is a terminal.
bool wants_colour(const App& app, const Options& options, bool is_terminal);

/// How text may look on a stream of this process.
Style style_for(const App& app, const Options& options, bool is_terminal);

/// Columns of the terminal on stdout; 80 where it is none.
int columns_of_stdout();

/// What a person or a program sees of a run while it goes on and when it ends.
class Display : public EventSink {
 public:
  Display(const App& app, const Options& options);
  ~Display() override;

  void take(const Event& event) override;
  /// To be called a few times a second.
  void tick();
  /// Takes the live view away until the next event or tick: somebody else writes to the terminal.
  void make_room();
  /// Ctrl-Z: gives the terminal back, stops this process, and goes on when it is continued.
  void suspend();
  /// What earlier runs deferred, for the summary.
  void add(std::vector<Deferral> deferred_before);
  /// The end: the summary on stdout, as the format asks. Throws Error(internal) if stdout did not
  /// take all that was for it; a reader that went away had read enough.
  void finish();

  /// The run as far as it was shown.
  const RunState& state() const { return state_; }
  /// The same for programs: schema "sage.run/1".
  json::value document() const { return summary_json(state_, beside_); }

 private:
  void print_summary() const;

  const App& app_;
  const Options& options_;
  RunState state_;
  BesideRun beside_;
  std::unique_ptr<EventSink> view_;
  TerminalView* terminal_ = nullptr;  // `view_`, if it is one
  NdjsonView* ndjson_ = nullptr;      // likewise
};

}  // namespace sage
