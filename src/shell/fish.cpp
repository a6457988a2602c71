#include "base/text.h"
#include "shell/completions.h"

namespace sage {
namespace {

constexpr const char* head =
    R"sh(# Fish completion for sage-stream, made by: sage-stream completion fish

function __sage_stream_at --argument-names wanted
    set -l at ''
    for word in (commandline -opc)[2..]
        switch "$at/$word"
)sh";

std::string fish_quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string reply(const FlagInfo& flag) {
  switch (completes(flag)) {
    case Completes::words:
      return " -x -a " + fish_quoted(joined(flag.choices()));
    case Completes::tickets:
    case Completes::components:
    case Completes::runs:
      return format(" -x -a '(sage-stream completion {} 2>/dev/null)'", asks_for(completes(flag)));
    case Completes::folders:
      return " -x -a '(__fish_complete_directories)'";
    case Completes::files:
      return " -r -F";
    case Completes::nothing:
      return flag.value.empty() ? "" : " -x";
  }
  return "";
}

std::string complete(const CommandInfo& command) {
  return format("complete -c sage-stream -n \"__sage_stream_at {}\"", fish_quoted(command.path));
}

std::string flag_line(const CommandInfo& command, const FlagInfo& flag) {
  std::string names;
  for (const auto& name : flag.names)
    names += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  return format("{}{} -d {}{}\n", complete(command), names, fish_quoted(flag.help), reply(flag));
}

std::string command_line(const CommandInfo& command, const CommandInfo& below) {
  return format("{} -a {} -d {}\n", complete(command), below.name(), fish_quoted(below.help));
}

}  // namespace

std::string fish_completion(const CommandInfo& program) {
  const auto commands = all_of(program);
  std::string text = head;
  for (const auto* command : commands) {
    if (command->path.empty()) continue;
    text +=
        format("            case {}\n                set at {}\n",
               fish_quoted(command->parent() + "/" + command->name()), fish_quoted(command->path));
  }
  text +=
      "        end\n    end\n    test \"$at\" = \"$wanted\"\nend\n\n"
      "complete -c sage-stream -f\n";
  for (const auto* command : commands) {
    for (const auto& flag : command->flags) text += flag_line(*command, flag);
    for (const auto& below : command->commands) text += command_line(*command, below);
    if (command->commands.empty() && !command->operands.empty())
      if (const auto operand = reply(command->operands.front()); !operand.empty())
        text += complete(*command) + operand + "\n";
  }
  return text + "complete -c git-sage -w sage-stream\n";
}

}  // namespace sage
