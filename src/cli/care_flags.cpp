#include "cli/flags.h"

namespace sage {
namespace {

void add_yes_flag(CLI::App& command, Options& options, const std::string& help) {
  command.add_flag("--force,--yes", options.care.yes, help);
}

}  // namespace

void add_rollback_flags(CLI::App& command, Options& options) {
  RollbackRequest& request = options.care.rollback;
  auto* which = command.add_option_group("which");
  which->add_option("--ticket", request.tickets, "the landings of these tickets")->type_name("ID");
  which->add_option("--component", request.component, "all landings of a component")
      ->type_name("NAME");
  which->add_option("--run", request.run, "all landings of a run")->type_name("RUN");
  which->require_option(1);
  command.add_flag("--with-dependents", request.with_dependents,
                   "and those of every ticket that depends on one of them");
  command.add_flag("--dry-run", options.care.dry_run, "only say what would be taken back");
  command
      .add_option_function<std::string>(
          "--onto",
          [&options](const std::string& branch) {
            options.settings.push_back({"onto", json::value(branch), "--onto"});
          },
          "on this branch instead of the current one")
      ->type_name("BRANCH");
  add_yes_flag(command, options, "without asking");
  add_format_flag(command, options, "output format");
}

void add_unlock_flags(CLI::App& command, Options& options) {
  add_yes_flag(command, options, "without asking, and even if the holder is alive");
}

}  // namespace sage
