#include "cli/choice.h"
#include "cli/flags.h"

namespace sage {
namespace {

const Choices<ValidateOptions::Format> formats{{"human", ValidateOptions::Format::human},
                                               {"json", ValidateOptions::Format::json},
                                               {"sarif", ValidateOptions::Format::sarif},
                                               {"github", ValidateOptions::Format::github}};

}  // namespace

void add_validate_flags(CLI::App& command, Options& options) {
  ValidateOptions& validate = options.validate;
  add_choice(command, "--format", validate.format, formats, "output format");
  command.add_flag("--strict", validate.strict, "warnings count as errors do");
  auto* staged = command.add_flag("--staged", validate.staged, "look at what is staged for commit");
  auto* rev = command.add_option("--rev", validate.rev, "look at a commit")->type_name("REV");
  command.add_flag("--fix", validate.fix, "repair what has one right answer, and show the diff")
      ->excludes(staged)
      ->excludes(rev);
  rev->excludes(staged);
  add_onto_flag(command, options, "look at what a run would use that lands there")
      ->excludes(staged)
      ->excludes(rev);
}

}  // namespace sage
