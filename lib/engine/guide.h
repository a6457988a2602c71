#pragma once

#include <string>
#include <vector>

#include "queue/entry.h"
#include "ticket/ticket.h"

namespace sage {

/// A say in what a drain does: which tickets start, and what becomes of what is finished. A
/// selection has one, and so has a person who is asked. This one lets everything pass. The
/// coordinator waits for each answer; workers go on meanwhile.
class Guide {
 public:
  virtual ~Guide() = default;

  enum class Start {
    yes,
    not_now,  ///< held back, until `more` says otherwise
    no_more,  ///< nothing new begins in this run; what runs may finish
  };
  /// A worker is free for the ticket, which is the most urgent one that is ready. Asked for every
  /// attempt.
  virtual Start may_start(const Ticket& /*ticket*/) { return Start::yes; }

  /// Whether this run may ever start it: only these need an agent.
  virtual bool concerns(const Ticket& /*ticket*/) const { return true; }
  /// Whether a ticket that is DEFERRED or FAILED when the run begins is to be tried again.
  virtual bool retries(const Ticket& /*ticket*/) const { return false; }

  struct More {
    bool go_on = false;              ///< what is held back is asked for again
    std::vector<std::string> retry;  ///< deferred tickets that are tried again
  };
  /// Nothing runs, waits to land or is ready but what is held back (perhaps nothing).
  virtual More more() { return {}; }

  /// Something that an agent finished and that passed the ticket's own checks.
  struct Finished {
    const QueueEntry& entry;  ///< its `result` is zero where the agent changed nothing
  };
  struct Judgement {
    enum class What {
      accept,
      again,  ///< back to the agent, which is told `why`
      defer,  ///< the result is kept; `why` is the reason
      later,  ///< nothing new begins; the result waits, and the next run asks again
    };
    What what = What::accept;
    std::string why;
  };
  /// Asked once for each result, before it is tested for landing, or lands.
  virtual Judgement judge(const Finished& /*finished*/) { return {}; }
};

}  // namespace sage
