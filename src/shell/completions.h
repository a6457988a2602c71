#pragma once

#include <string>

#include "cli/command_tree.h"

/// Completion scripts, made from the command line itself. Each knows the commands, their flags,
/// the words a flag's value may be, and asks `sage-stream completion`
/// for the names of tickets, components and runs.
namespace sage {

std::string bash_completion(const CommandInfo& program);
std::string zsh_completion(const CommandInfo& program);
std::string fish_completion(const CommandInfo& program);

/// What a flag's value or an operand is, as far as it can be completed.
enum class Completes { nothing, words, tickets, components, runs, folders, files };
/// What asks `sage-stream completion` for "tickets", "components" or "runs"; empty: the shell
/// knows.
std::string asks_for(Completes what);
Completes completes(const FlagInfo& flag);

/// In single quotes, for a POSIX shell or zsh.
std::string quoted(const std::string& text);

/// "a b c".
std::string joined(const std::vector<std::string>& words);

}  // namespace sage
