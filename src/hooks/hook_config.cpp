#include "hooks/hook_config.h"

#include "base/text.h"

namespace sage {
namespace {

std::string section(std::string_view hook) { return format("hook.sage-{}", hook); }

/// git runs it with a shell and adds the hook's arguments at its end. Without the program it is as
/// with the script: see hooks/.
std::string command_of(std::string_view hook, const fs::path& program) {
  const std::string quoted = in_shell_quotes(program.string());
  const bool guards = hook == "pre-receive";
  return format(
      "command -v {0} > /dev/null || {{ echo 'sage-stream is not there any more: its {1} hook {2}' "
      ">&2; exit {3}; }}; {0} hooks run {1} --",
      quoted, hook, guards ? "takes nothing in" : "does nothing", guards ? 1 : 0);
}

}  // namespace

bool HookConfig::is_understood() const { return is_git_at_least(git_({"version"}), 2, 54); }

std::string HookConfig::value(std::string_view hook, const char* key) const {
  return git_.ask({"config", "--local", "--get", format("{}.{}", section(hook), key)}).value_or("");
}

bool HookConfig::holds_ours(std::string_view hook) const {
  return !value(hook, "command").empty() && value(hook, "event") == hook;
}

bool HookConfig::is_installed(std::string_view hook, const fs::path& program) const {
  return holds_ours(hook) && value(hook, "command") == command_of(hook, program);
}

bool HookConfig::install(std::string_view hook, const fs::path& program) const {
  if (is_installed(hook, program)) return false;
  const auto set = [&](const char* key, const std::string& to) {
    git_({"config", "--local", "--replace-all", format("{}.{}", section(hook), key), to});
  };
  set("command", command_of(hook, program));  // an event without a command would be an error
  set("event", std::string(hook));
  return true;
}

bool HookConfig::uninstall(std::string_view hook) const {
  if (value(hook, "command").empty() && value(hook, "event").empty()) return false;
  git_({"config", "--local", "--remove-section", section(hook)});
  return true;
}

}  // namespace sage
