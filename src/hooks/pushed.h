#pragma once

#include <span>
#include <string>
#include <string_view>
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

/// Whether commits of these refs that are new to the receiving end change this file or folder.
/// `known`: what it has besides their old tips, as options of git rev-list ("--all"). What cannot
/// be told counts as changed.
bool changes(const GitProgram& git, std::string_view path, std::span<const PushedRef> refs,
             const std::vector<std::string>& known);

}  // namespace sage
