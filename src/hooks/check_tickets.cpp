#include <cstdio>

#include "cli/exit_code.h"
#include "hooks/fired_hook.h"
#include "run/layout.h"
#include "validate/print.h"
#include "validate/validate.h"

namespace sage {
namespace {

/// Only errors stop anybody; beside them the warnings are told too.
int check_index(const std::optional<std::string>& text, const std::string& name) {
  if (!text) return exit_code::ok;  // no tickets there
  const ValidationReport report = validate(survey_index(*text), *text, name);
  if (report.count(Severity::error) == 0) return exit_code::ok;
  fmt::print(stderr, "{}{}\n", human_text(report), summary_line(report));
  return exit_code::invalid_input;
}

}  // namespace

std::optional<std::string> FiredHook::index_in(const std::string& revision) const {
  return git.ask({"cat-file", "blob", format("{}:{}", revision, index_in_tree)});
}

int check_staged_tickets(const FiredHook& hook) {
  return check_index(hook.index_in(""), index_in_tree);
}

int check_tickets_of(const FiredHook& hook, const std::string& commit, const std::string& name) {
  return check_index(hook.index_in(commit), format("{}:{}", escaped(name), index_in_tree));
}

}  // namespace sage
