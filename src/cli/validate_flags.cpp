#include "cli/flags.h"

namespace sage {
namespace {

const std::map<std::string, ValidateOptions::Format> formats{
    {"human", ValidateOptions::Format::human},
    {"json", ValidateOptions::Format::json},
    {"sarif", ValidateOptions::Format::sarif},
    {"github", ValidateOptions::Format::github}};

}  // namespace

void add_validate_flags(CLI::App& command, Options& options) {
  ValidateOptions& validate = options.validate;
  command.add_option("--format", validate.format, "output format")
      ->transform(CLI::CheckedTransformer(formats).description(""))
      ->type_name("human|json|sarif|github");
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
