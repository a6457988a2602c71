#include "cli/command_line.h"

#include "cli/command_table.h"
#include "cli/flags.h"
#include "repo/repository.h"

namespace sage {
namespace {

void add_commands(CLI::App& app, Options& options) {
  for (const auto& entry : command_table()) {
    auto* command = app.add_subcommand(std::string(entry.name), std::string(entry.help));
    if (entry.help.empty()) command->group("");  // for our own processes: not shown
    if (entry.add_flags) entry.add_flags(*command, options);
    command->callback([&options, &entry] { options.command = &entry; });
  }
}

}  // namespace

std::unique_ptr<CLI::App> make_command_line(Options& options) {
  auto app = std::make_unique<CLI::App>(
      "Drains the backlog of tickets in a git repository: an agent works on each ticket "
      "in a private workspace, results land one by one on the branch.",
      "sage-stream");
  app->set_version_flag("--version",
                        format("sage-stream {} ({})", SAGE_VERSION, libgit2_version()));
  app->add_option("-C", options.folder, "work as if started in FOLDER")->type_name("FOLDER");
  app->add_option("--color", options.color, "colour on the terminal")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("auto|always|never");
  add_format_flag(*app, options,
                  "what stdout carries: a summary, one JSON document, or every event");
  add_run_flags(*app, options);
  add_commands(*app, options);
  app->require_subcommand(0, 1);
  app->footer(
      "Settings may also stand in SAGE_<NAME>, git config sage.<name> or .sage/config.json.\n"
      "Exit: 0 all done, 1 some deferred or blocked, 2 usage, 3 internal, 4 bad index or\n"
      "configuration, 5 nothing ready (--fail-if-empty), 6 the repository's state forbids it,\n"
      "7 another stream is running, 130 and 143 interrupted with all work saved.");
  return app;
}

}  // namespace sage
