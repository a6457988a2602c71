#pragma once

#include <functional>

#include "app.h"
#include "cli/options.h"
#include "display.h"
#include "engine/coordinator.h"
#include "interrupts.h"
#include "session.h"

namespace sage {

/// What a run of the coordinator begins with.
struct Beginning {
  bool start_tickets = true;  ///< false: only what is finished is landed
  std::function<Recovered(const Repository& repository, const std::string& ref,
                          Publisher& publisher, CommitQueue& queue)>
      found;
  std::function<int(const Drained& drained)> exit_code;
  Guide* guide = nullptr;         ///< none: everything may start and land
  EventSink* listener = nullptr;  ///< told of each event after it was shown
  /// Asked before anything is changed; may read the index until the run has ended. None: yes.
  std::function<bool(IndexStore& index)> begins;
};

/// How many workers the options ask for.
std::size_t worker_limit(const Options& options, const Settings& settings);

/// One run of the coordinator, from taking its locks to its last event: builds the real parts
/// once. Throws Error if the repository, the index or another stream forbids it, before anything
/// was changed; gives Drained() if it does not begin.
Drained drain(const App& app, const Options& options, Session& session, Interrupts& interrupts,
              Display& display, const Beginning& beginning);

}  // namespace sage
