#include "base/text.h"
#include "shell/completions.h"

namespace sage {
namespace {

constexpr const char* head =
    R"sh(# Bash completion for sage-stream, made by: sage-stream completion bash

_sage_stream_reply() {
  mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}

_sage_stream_names() {
  _sage_stream_reply -W "$(sage-stream completion "$1" 2>/dev/null | cut -f1)"
}

# Completes the command line whose commands begin at the word $1.
_sage_stream_at() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} path='' i
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  COMPREPLY=()
  for ((i = $1; i < COMP_CWORD; i++)); do
    case "$path/${COMP_WORDS[i]}" in
)sh";

constexpr const char* tail = R"sh(  esac
}

_sage_stream() { _sage_stream_at 1; }
_git_sage() { _sage_stream_at 2; }  # git's own completion calls it for: git sage

complete -F _sage_stream sage-stream git-sage
)sh";

std::string reply(const FlagInfo& flag) {
  switch (completes(flag)) {
    case Completes::words:
      return "_sage_stream_reply -W " + quoted(joined(flag.choices()));
    case Completes::tickets:
    case Completes::components:
    case Completes::runs:
      return "_sage_stream_names " + asks_for(completes(flag));
    case Completes::folders:
      return "_sage_stream_reply -d";
    case Completes::files:
      return "_sage_stream_reply -f";
    case Completes::nothing:
      return ":";
  }
  return ":";
}  // namespace sage

std::string value_case(const CommandInfo& command, const FlagInfo& flag) {
  std::string pattern;
  for (const auto& name : flag.names)
    pattern += (pattern.empty() ? "" : " | ") + quoted(command.path + ":" + name);
  return format("    {}) {}; return ;;\n", pattern, reply(flag));
}

std::string words_case(const CommandInfo& command) {
  std::vector<std::string> words;
  for (const auto& flag : command.flags)
    words.insert(words.end(), flag.names.begin(), flag.names.end());
  std::string others;  // what stands without a dash
  for (const auto& below : command.commands) others += (others.empty() ? "" : " ") + below.name();
  std::string text = format("    {})\n      if [[ $cur == -* ]]; then _sage_stream_reply -W {}\n",
                            quoted(command.path), quoted(joined(words)));
  if (!others.empty()) text += format("      else _sage_stream_reply -W {}\n", quoted(others));
  if (others.empty() && !command.operands.empty())
    text += format("      else {}\n", reply(command.operands.front()));
  return text + "      fi ;;\n";
}

}  // namespace

std::string bash_completion(const CommandInfo& program) {
  const auto commands = all_of(program);
  std::string text = head;
  for (const auto* command : commands) {
    if (command->path.empty()) continue;
    text += format("      {}) path={} ;;\n", quoted(command->parent() + "/" + command->name()),
                   quoted(command->path));
  }
  text += "    esac\n  done\n  case \"$path:$prev\" in\n";
  for (const auto* command : commands)
    for (const auto& flag : command->flags)
      if (!flag.value.empty()) text += value_case(*command, flag);
  text += "  esac\n  case \"$path\" in\n";
  for (const auto* command : commands) text += words_case(*command);
  return text + tail;
}

}  // namespace sage
