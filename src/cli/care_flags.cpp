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
  which->set_help_flag();
  which->add_option("--ticket", request.tickets, "the landings of these tickets")->type_name("ID");
  which->add_option("--component", request.component, "all landings of a component")
      ->type_name("NAME");
  which->add_option("--run", request.run, "all landings of a run, by its id or the beginning")
      ->type_name("RUN");
  which->require_option(1);
  command.add_flag("--with-dependents", request.with_dependents,
                   "and those of every ticket that depends on one of them");
  command.add_flag("--dry-run", options.care.dry_run, "only say what would be taken back");
  add_onto_flag(command, options, "on this branch instead of the current one");
  add_yes_flag(command, options, "without asking");
  add_format_flag(command, options, "output format");
}

void add_init_flags(CLI::App& command, Options& options) {
  command.add_flag_callback(
      "--no-example", [&options] { options.care.example = false; }, "no example backlog");
}

void add_enqueue_flags(CLI::App& command, Options& options) {
  CareOptions& care = options.care;
  command.add_option("--ticket", care.ticket, "whose work it is")->required()->type_name("ID");
  command.add_option("--message", care.message, "of the landing commit")->type_name("TEXT");
  auto* result = command.add_option("--result", care.result, "a commit that holds the work")
                     ->type_name("COMMIT");
  command.add_option("file", care.files, "changed files, as they are now")
      ->excludes(result)
      ->type_name("FILE");
  command.add_flag("--wait", care.wait, "until it has landed; where no stream runs, land it");
}

void add_queue_flags(CLI::App& command, Options& options) {
  CareOptions& care = options.care;
  add_format_flag(command, options, "output format");
  command.require_subcommand(0, 1);
  const auto action = [&](const char* name, const char* help, CareOptions::Action what) {
    auto* added = command.add_subcommand(name, help);
    added->callback([&care, what] { care.action = what; });
    added->add_option("entry", care.entries, "a ticket, or <seq>-<ticket>")
        ->required()
        ->type_name("ID");
    return added;
  };
  action("retry", "let the next run land it", CareOptions::Action::retry);
  action("drop", "it is not to land; its result is kept", CareOptions::Action::drop)
      ->add_flag("--purge", care.purge, "its result is not kept, either");
}

void add_unlock_flags(CLI::App& command, Options& options) {
  add_yes_flag(command, options, "without asking, and even if the holder is alive");
}

}  // namespace sage
