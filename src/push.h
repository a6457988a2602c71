#pragma once

#include <optional>
#include <string>

#include "app.h"
#include "git_program.h"
#include "interrupts.h"
#include "os/clock.h"
#include "run/event.h"

namespace sage {

/// Brings the branch that a run lands on to a remote, with the git program: the user's remotes,
/// credentials and hooks, never by force, and without a question where there is nobody to answer
/// it. What has been pushed is git's to know: it can be done again at any time.
class Pusher {
 public:
  /// `remote`: a name or a URL; empty: where `git push` would go. Throws Error(invalid_input) if
  /// there is no such remote. `log`: file for what git says. `events` takes Pushed and PushFailed.
  Pusher(const App& app, const Repository& repository, std::string ref, const std::string& remote,
         fs::path log, EventSink& events);
  /// A push under way is ended.
  ~Pusher();
  Pusher(const Pusher&) = delete;
  Pusher& operator=(const Pusher&) = delete;

  /// Starts or looks after a push in the background, at most one in half a minute. To be called a
  /// few times a second.
  void tick();
  /// Pushes what is not there yet, and waits for it, unless all is to stop. Whether the remote has
  /// all of the branch now.
  bool finish(Interrupts& interrupts);

 private:
  void start(bool may_ask);
  bool settle(const ExitStatus& status);
  bool wait(Interrupts& interrupts);
  void end(int signal) const;
  bool has_something_to_push() const;
  ObjectId tip() const;

  const App& app_;
  const Repository& repository_;
  GitProgram git_;
  std::string ref_, remote_;
  fs::path log_;
  EventSink& events_;
  std::optional<Child> running_;
  bool alone_ = true;          ///< it runs in a session of its own
  ObjectId pushing_, pushed_;  ///< commits
  SteadyTime started_{}, next_;
  std::string told_;  ///< the last problem
};

}  // namespace sage
