#include "command/gather_facts.h"

#include <algorithm>

#include "command/named_run.h"
#include "command/report_evidence.h"
#include "os/dir_lock.h"
#include "repo/commit.h"
#include "run/journal.h"
#include "run/phase.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

constexpr std::size_t runs_compared = 10;

/// The newest run, or the one that `asked` names or begins.
std::string choose_run(const std::vector<std::string>& runs, const std::string& asked) {
  if (runs.empty())
    throw Error(ErrorKind::usage, "there is no run to report on", "sage-stream --auto makes one");
  if (asked.empty()) return runs.back();
  std::string found = named_run(runs, asked);
  if (found.empty()) require_run(runs, asked);
  return found;
}

/// The index that the run worked on, as it is now.
std::optional<Backlog> backlog_of(const Session& session, const std::string& branch) {
  const Repository& repository = session.repository;
  const auto tip = repository.commit_of(branch);
  const TreeEntry in_branch =
      tip ? repository.entry_at(repository.tree_of(*tip), index_in_tree) : TreeEntry{};
  if (repository.head_branch() != branch && !in_branch.id.is_zero())
    return read_index_text(repository.blob(in_branch.id), format("{}:{}", branch, index_in_tree));
  if (!fs::exists(session.layout.index())) return std::nullopt;
  return read_index_file(session.layout.index());
}

bool is_going_on(const Layout& layout) {
  const auto owner = lock_owner(layout.stream_lock());
  return owner && !is_dead(*owner);
}

/// The runs that came before, oldest first, those that cannot be read left out.
std::vector<RunLine> runs_before(const Layout& layout, std::span<const std::string> runs) {
  std::vector<RunLine> lines;
  for (const auto& run : runs.last(std::min(runs.size(), runs_compared - 1))) {
    try {
      lines.push_back(line_of(fold(read_journal(layout.journal(run)))));
    } catch (const Error&) {
      continue;
    }
    if (lines.back().run.empty()) lines.pop_back();
  }
  return lines;
}

}  // namespace

RunFacts gather_facts(const Session& session, const std::string& asked) {
  const Layout& layout = session.layout;
  const auto runs = list_runs(layout.runs());
  const std::string run = choose_run(runs, asked);
  const auto events = read_journal(layout.journal(run));
  if (events.empty())
    throw Error(ErrorKind::invalid_input,
                format("{}: no event of a run", layout.journal(run).string()));
  std::optional<Backlog> backlog;
  std::string problem;
  try {
    backlog = backlog_of(session, fold(events).run.branch);
  } catch (const Error& error) {
    problem = "what the index says is left out: " + error.message();
  }
  const bool goes_on = run == runs.back() && is_going_on(layout);
  RunFacts facts = facts_of(events, backlog ? &*backlog : nullptr, goes_on ? wall_now() : 0);
  if (!problem.empty()) facts.warnings.push_back(problem);
  const auto place = std::ranges::find(runs, run) - runs.begin();
  auto before = runs_before(layout, std::span(runs).first(static_cast<std::size_t>(place)));
  facts.runs.insert(facts.runs.begin(), before.begin(), before.end());
  add_evidence(session, facts);
  return facts;
}

std::string newest_with_landings(const Session& session) {
  const auto runs = list_runs(session.layout.runs());
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    try {
      const RunState state = fold(read_journal(session.layout.journal(*run)));
      if (!tickets_in(state, RunState::Phase::landed).empty()) return *run;
    } catch (const Error&) {
      continue;  // it cannot be reported on either
    }
  }
  return {};
}

std::set<std::string> taken_back(const Session& session, const RunFacts& facts) {
  const Repository& repository = session.repository;
  std::set<std::string> tickets;
  const auto tip = repository.commit_of("refs/heads/" + facts.branch);
  for (const auto* ticket : in_state(facts, "landed")) {
    if (!tip || !repository.has_object(ticket->commit)) continue;
    const auto parents = repository.parents_of(ticket->commit);
    const ObjectId before = parents.empty() ? ObjectId{} : parents.front();
    const auto landing = find_landing(repository, *tip, before, ticket->result);
    if (landing && landing->rolled_back) tickets.insert(ticket->id);
  }
  return tickets;
}

}  // namespace sage
