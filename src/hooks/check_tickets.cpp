#include "cli/exit_code.h"
#include "hooks/fired_hook.h"
#include "plan/graph.h"
#include "run/layout.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

int check_index(std::optional<std::string> text, const std::string& name) {
  if (!text) return exit_code::ok;  // no tickets there
  Graph::build(read_index_text(std::move(*text), name));
  return exit_code::ok;
}

}  // namespace

std::optional<std::string> FiredHook::index_in(const std::string& revision) const {
  return git.ask({"cat-file", "blob", format("{}:{}", revision, index_in_tree)});
}

int check_staged_tickets(const FiredHook& hook) {
  return check_index(hook.index_in(""), index_in_tree);
}

int check_tickets_of(const FiredHook& hook, const std::string& commit, const std::string& name) {
  return check_index(hook.index_in(commit), format("{} of {}", index_in_tree, name));
}

}  // namespace sage
