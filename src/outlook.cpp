#include "outlook.h"

#include "engine/own_commits.h"
#include "os/dir_lock.h"
#include "run/journal.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

using Phase = RunState::Phase;

std::optional<std::string> branch_of(const Repository& repository, const std::string& onto) {
  return onto.empty() ? repository.head_branch() : "refs/heads/" + onto;
}

ObjectId tip_of(const Repository& repository, const std::string& onto) {
  const auto branch = branch_of(repository, onto);
  const auto tip = branch ? repository.commit_of(*branch) : std::nullopt;
  return tip ? *tip : repository.commit_of("HEAD").value_or(ObjectId{});
}

ObjectId tip_with_index(const Session& session) {
  return tip_with_index(session.repository, session.settings.onto);
}

std::optional<RunState> run_going_on(const Layout& layout) {
  const auto owner = lock_owner(layout.stream_lock());
  if (!owner || is_dead(*owner)) return std::nullopt;
  const auto runs = list_runs(layout.runs());
  if (runs.empty()) return std::nullopt;
  try {
    RunState run = fold(read_journal(layout.journal(runs.back())));
    if (!run.finished) return run;
  } catch (const Error&) {
    // A journal that cannot be read tells nothing; status and the next run say so.
  }
  return std::nullopt;
}

std::map<std::string, QueueEntry, std::less<>> queued_results(const Session& session) {
  std::map<std::string, QueueEntry, std::less<>> queued;
  const CommitQueue queue(session.layout.queue(), branch_of(session));
  for (auto& entry : queue.look().entries)
    if (entry.status == EntryStatus::queued) queued[entry.ticket_id] = std::move(entry);
  return queued;
}

}  // namespace

std::string branch_of(const Session& session) {
  return branch_of(session.repository, session.settings.onto).value_or("");
}

ObjectId tip_with_index(const Repository& repository, const std::string& onto) {
  const bool checked_out =
      !repository.is_bare() && branch_of(repository, onto) == repository.head_branch();
  const ObjectId tip = checked_out ? ObjectId{} : tip_of(repository, onto);
  const bool has_index =
      !tip.is_zero() && index_entry_of(repository, repository.tree_of(tip)).mode != Mode::none;
  return has_index ? tip : ObjectId{};
}

ObjectId tip_of(const Session& session) {
  return tip_of(session.repository, session.settings.onto);
}

Backlog read_backlog(const Session& session) {
  const Repository& repository = session.repository;
  const ObjectId tip = tip_with_index(session);
  if (tip.is_zero()) return read_index_file(session.layout.index());
  return read_index_text(repository.blob(index_entry_of(repository, repository.tree_of(tip)).id),
                         std::string("the branch's ") + index_in_tree);
}

Outlook::Outlook(const Session& session)
    : in_branch(!tip_with_index(session).is_zero()),
      backlog(read_backlog(session)),
      graph(Graph::build(backlog)),
      going_on(run_going_on(session.layout)),
      past(past_agent_times(session.layout.runs())),
      queued_(going_on ? Queued() : queued_results(session)) {}

const QueueEntry* Outlook::waits_to_land(std::string_view id) const {
  const auto found = queued_.find(id);
  return found == queued_.end() ? nullptr : &found->second;
}

const RunState::TicketRun* Outlook::in_hand(std::string_view id) const {
  if (!going_on) return nullptr;
  const auto found = going_on->tickets.find(std::string(id));
  if (found == going_on->tickets.end()) return nullptr;
  switch (found->second.phase) {
    case Phase::running:
    case Phase::waiting_to_retry:
    case Phase::queued:
    case Phase::held:
      return &found->second;
    default:
      return nullptr;
  }
}

std::vector<Standing> Outlook::standing() const {
  std::vector<Standing> out;
  out.reserve(backlog.size());
  for (const Ticket& ticket : backlog.tickets()) {
    out.push_back(Plan::standing_of(ticket.state));
    if (const auto* run = in_hand(ticket.id); run && out.back() == Standing::waiting)
      out.back() = run->phase == Phase::waiting_to_retry ? Standing::parked : Standing::running;
    if (waits_to_land(ticket.id) && out.back() != Standing::done) out.back() = Standing::running;
  }
  if (!going_on) return out;
  for (const auto& [id, run] : going_on->tickets)
    if (const auto ticket = backlog.find(id)) settle(run.phase, *ticket, out[*ticket]);
  return out;
}

std::vector<Standing> Outlook::still_to_do() const {
  std::vector<Standing> out = standing();
  for (TicketIndex t = 0; t < out.size(); ++t) {
    if (out[t] == Standing::running || out[t] == Standing::parked) out[t] = Standing::waiting;
    if (waits_to_land(backlog[t].id)) out[t] = Standing::done;
  }
  return out;
}

/// The index may show it a little later; a deferral that is taken back is shown at once.
void Outlook::settle(Phase phase, TicketIndex ticket, Standing& standing) const {
  const bool is_done =
      phase == Phase::landed || phase == Phase::no_change || phase == Phase::closed;
  const bool is_behind = in_branch || backlog[ticket].state == State::in_progress;
  if (is_done) standing = Standing::done;
  if (phase == Phase::deferred && is_behind) standing = Standing::deferred;
}

Plan Outlook::plan(std::vector<Standing> standing, bool avoid_overlap) const {
  Plan plan(backlog, graph, std::move(standing), {avoid_overlap, weights(backlog, past)});
  plan.start();
  return plan;
}

}  // namespace sage
