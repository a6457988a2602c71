#pragma once

#include "app.h"
#include "cli/options.h"
#include "git_program.h"

namespace sage {

/// A hook that git has fired. Its git is asked in the very surroundings in which git has put us:
/// its own index of a commit under way, objects in quarantine that nobody else sees yet.
struct FiredHook {
  /// The text of the ticket index in a commit, or (empty) in git's own index.
  std::optional<std::string> index_in(const std::string& revision) const;

  const App& app;
  const Options& options;
  GitProgram git{app.environment, app.folder};
  std::string input;  ///< what came on stdin

  const std::vector<std::string>& arguments() const { return options.hooks.arguments; }
};

/// What `sage-stream validate` says of the tickets in git's index, or in the commit that `tip` is,
/// which the ref `name` gets: printed, where there is something to say, and as exit code.
/// `index_changes`: it is an error if the index is gone, and no run would find another.
int check_staged_tickets(const FiredHook& hook, bool index_changes);
int check_tickets_of(const FiredHook& hook, const std::string& tip, const std::string& name,
                     bool index_changes);

// One for each hook: gives its exit status.
int pre_commit_hook(const FiredHook& hook);   ///< staged tickets must be valid
int commit_msg_hook(const FiredHook& hook);   ///< tickets named in the message are known
int pre_push_hook(const FiredHook& hook);     ///< tickets in what is pushed must be valid
int pre_receive_hook(const FiredHook& hook);  ///< the same, at the other end
int post_merge_hook(const FiredHook& hook);   ///< says what became ready

}  // namespace sage
