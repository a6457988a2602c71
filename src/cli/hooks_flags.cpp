#include "cli/flags.h"
#include "hooks/hook_scripts.h"

namespace sage {
namespace {

std::vector<std::string> hook_names() {
  std::vector<std::string> names;
  for (const auto& script : hook_scripts()) names.emplace_back(script.name);
  return names;
}

}  // namespace

void add_hooks_flags(CLI::App& command, Options& options) {
  HooksOptions& hooks = options.hooks;
  const auto action = [&](const char* name, const char* help, HooksOptions::Action what) {
    auto* added = command.add_subcommand(name, help);
    added->callback([&hooks, what] { hooks.action = what; });
    return added;
  };
  command.require_subcommand(1);
  action("install", "have git run them in this repository; yours stay and run first",
         HooksOptions::Action::install);
  action("uninstall", "take them away again, and put yours back", HooksOptions::Action::uninstall);
  auto* status = action("status", "which are installed", HooksOptions::Action::status);
  add_format_flag(*status, options, "output format");
  auto* run = action("run", "what git's hooks and hook managers call", HooksOptions::Action::run);
  run->add_option("hook", hooks.hook, "its name")
      ->required()
      ->check(CLI::IsMember(hook_names()).description(""))
      ->type_name(format("{}", fmt::join(hook_names(), "|")));
  run->add_option("--before", hooks.before, "a hook that is run first, if it is there")
      ->type_name("FILE");
  run->add_option("arguments", hooks.arguments, "what git gave the hook");
}

}  // namespace sage
