#include "cli/command_line.h"

#include "cli/about.h"
#include "cli/command_table.h"
#include "cli/flags.h"

namespace sage {
namespace {

void add_commands(CLI::App& app, Options& options) {
  for (const auto& entry : command_table()) {
    auto* command = app.add_subcommand(std::string(entry.name), std::string(entry.help));
    command->footer(std::string(about(entry.name)));
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
  app->set_help_flag("-h,--help", "print this help");
  app->add_flag("--version", options.version, "the versions of the program and its libraries");
  app->add_option("-C", options.folder, "work as if started in FOLDER")->type_name("FOLDER");
  app->add_option("--color", options.color, "colour on the terminal")
      ->check(CLI::IsMember({"auto", "always", "never"}).description(""))
      ->type_name("auto|always|never");
  add_document_flags(*app, options);
  add_mode_flags(*app, options);
  add_run_flags(*app, options);
  add_selection_flags(*app, options);
  add_commands(*app, options);
  app->require_subcommand(0, 1);
  app->footer(std::string(about("")));
  return app;
}

}  // namespace sage
