#include "base/text.h"
#include "shell/completions.h"

namespace sage {
namespace {

constexpr const char* head = R"sh(#compdef sage-stream git-sage
# Zsh completion for sage-stream, made by: sage-stream completion zsh

_sage-stream-names() {
  local -a names
  names=(${(f)"$(sage-stream completion $1 2>/dev/null | sed 's/:/\\:/g; s/\t/:/')"})
  _describe $1 names
}

_sage-stream() {
  local at='' previous=${words[CURRENT-1]} i
  local -a items
  if [[ ${words[CURRENT]} == --*=* ]]; then
    previous=${words[CURRENT]%%=*}
    compset -P '*='
  fi
  for ((i = 2; i < CURRENT; i++)); do
    case "$at/${words[i]}" in
)sh";

constexpr const char* tail = R"sh(  esac
}

case $funcstack[1] in
  _sage-stream | _git-sage) _sage-stream "$@" ;;
  *) compdef _sage-stream sage-stream git-sage ;;
esac
)sh";

/// An item of _describe: name and help, with a colon between.
std::string item(const std::string& name, const std::string& help) {
  std::string text;
  for (const char c : name) text += c == ':' ? std::string("\\:") : std::string(1, c);
  return quoted(text + ":" + help);
}

std::string reply(const FlagInfo& flag) {
  switch (completes(flag)) {
    case Completes::words:
      return "compadd -- " + joined(flag.choices());
    case Completes::tickets:
    case Completes::components:
    case Completes::runs:
      return "_sage-stream-names " + asks_for(completes(flag));
    case Completes::folders:
      return "_files -/";
    case Completes::files:
      return "_files";
    case Completes::nothing:
      return ":";
  }
  return ":";
}

std::string value_case(const CommandInfo& command, const FlagInfo& flag) {
  std::string pattern;
  for (const auto& name : flag.names)
    pattern += (pattern.empty() ? "" : "|") + quoted(command.path + ":" + name);
  return format("    {}) {}; return ;;\n", pattern, reply(flag));
}

std::string words_case(const CommandInfo& command) {
  std::string flags, others;
  for (const auto& flag : command.flags)
    for (const auto& name : flag.names) flags += "\n        " + item(name, flag.help);
  for (const auto& below : command.commands)
    others += "\n        " + item(below.name(), below.help);
  std::string text = format(
      "    {})\n      if [[ ${{words[CURRENT]}} == -* ]]; then\n"
      "        items=({})\n        _describe option items\n",
      quoted(command.path), flags);
  if (!others.empty())
    text += format("      else\n        items=({})\n        _describe command items\n", others);
  if (others.empty() && !command.operands.empty())
    text += format("      else\n        {}\n", reply(command.operands.front()));
  return text + "      fi ;;\n";
}

}  // namespace

std::string zsh_completion(const CommandInfo& program) {
  const auto commands = all_of(program);
  std::string text = head;
  for (const auto* command : commands) {
    if (command->path.empty()) continue;
    text += format("      {}) at={} ;;\n", quoted(command->parent() + "/" + command->name()),
                   quoted(command->path));
  }
  text += "    esac\n  done\n  case \"$at:$previous\" in\n";
  for (const auto* command : commands)
    for (const auto& flag : command->flags)
      if (!flag.value.empty()) text += value_case(*command, flag);
  text += "  esac\n  case \"$at\" in\n";
  for (const auto* command : commands) text += words_case(*command);
  return text + tail;
}

}  // namespace sage
