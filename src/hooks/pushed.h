#pragma once

#include <string>
#include <vector>

#include "git_program.h"

namespace sage {

/// A ref that a push moves, as git tells pre-push and pre-receive.
struct PushedRef {
  std::string name;     ///< of the ref that moves, at the receiving end
  std::string old_tip;  ///< zeros: it is new
  std::string new_tip;  ///< zeros: it is deleted
};

/// "<local ref> <new> <remote ref> <old>", a line each.
std::vector<PushedRef> refs_of_pre_push(const std::string& input);
/// "<old> <new> <ref>", a line each.
std::vector<PushedRef> refs_of_pre_receive(const std::string& input);

/// Whether new commits of the push change the tickets. `known`: what is at the receiving end
/// already, as options of git rev-list ("--all"). What cannot be told counts as changed.
bool changes_tickets(const GitProgram& git, const PushedRef& ref,
                     const std::vector<std::string>& known);

}  // namespace sage
