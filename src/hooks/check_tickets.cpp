#include <cstdio>

#include "cli/exit_code.h"
#include "hooks/fired_hook.h"
#include "index_at.h"
#include "session.h"
#include "validate/print.h"

namespace sage {
namespace {

/// Only errors stop anybody; beside them the warnings are told too.
int check(IndexAt index, const std::string& name) {
  index.name = name;
  const ValidationReport report = report_on(index);
  if (report.count(Severity::error) == 0) return exit_code::ok;
  fmt::print(stderr, "{}{}\n", human_text(report), summary_line(report));
  return exit_code::invalid_input;
}

/// Where git looks after no index, a run uses the file.
bool is_missed(const Repository& repository) { return !fs::exists(layout_of(repository).index()); }

/// Checks the index in a commit, or (empty) in git's own index. Where only git can read what there
/// is, a split or sparse index, it is held against nothing.
template <class Look>
int look_and_check(const FiredHook& hook, const std::string& revision, const std::string& name,
                   bool index_changes, const Look& look) {
  try {
    const auto repository = Repository::discover(hook.git({"rev-parse", "--absolute-git-dir"}));
    IndexAt index = look(repository);
    const bool counts = index.text || (index_changes && is_missed(repository));
    return counts ? check(std::move(index), name) : exit_code::ok;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::repository_state) throw;
  }
  auto text = hook.index_in(revision);
  return text ? check({.name = {}, .text = std::move(text)}, name) : exit_code::ok;
}

}  // namespace

std::optional<std::string> FiredHook::index_in(const std::string& revision) const {
  return git.ask({"cat-file", "blob", format("{}:{}", revision, index_in_tree)});
}

int check_staged_tickets(const FiredHook& hook, bool index_changes) {
  const auto look = [&](const Repository& repository) {
    return index_staged(hook.app, repository);
  };
  return look_and_check(hook, "", index_in_tree, index_changes, look);
}

int check_tickets_of(const FiredHook& hook, const std::string& tip, const std::string& name,
                     bool index_changes) {
  const auto commit = hook.git.ask({"rev-parse", "--verify", "--quiet", tip + "^{commit}"});
  if (!commit) return exit_code::ok;  // a tag of something else
  const auto look = [&](const Repository& repository) {
    return index_of_commit(hook.app, repository, *commit);
  };
  return look_and_check(hook, *commit, format("{}:{}", escaped(name), index_in_tree), index_changes,
                        look);
}

}  // namespace sage
