#include "explain.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "plan/critical_path.h"
#include "repo/landings.h"
#include "run/phase.h"

namespace sage {
namespace {

using Phase = RunState::Phase;

constexpr std::string_view finished = "finished, its result waits to land";

class Explainer {
 public:
  Explainer(const Session& session, const Outlook& outlook, TicketIndex ticket)
      : session_(session),
        outlook_(outlook),
        backlog_(outlook.backlog),
        index_(ticket),
        ticket_(backlog_[ticket]),
        id_(ticket_.id),
        plan_(outlook.plan(outlook.standing(), false)) {}

  Explanation about() {
    Explanation out{.id = id_,
                    .title = std::string(ticket_.title),
                    .state = std::string(to_string(ticket_.state)),
                    .standing = std::string(to_string(plan_.standing(index_))),
                    .component = std::string(ticket_.component),
                    .priority = format("P{}", ticket_.priority),
                    .container = ticket_.is_container};
    tell_past(out);
    switch (plan_.standing(index_)) {
      case Standing::ready:
        tell_ready(out);
        break;
      case Standing::waiting:
        tell_waiting(out);
        break;
      case Standing::running:
      case Standing::parked:
        tell_running(out);
        break;
      case Standing::done:
        tell_done(out);
        break;
      case Standing::deferred:
        tell_deferred(out);
        break;
      case Standing::blocked:
        tell_blocked(out);
        break;
    }
    return out;
  }

 private:
  void tell_past(Explanation& out) {
    past_ = newest_run_of(session_.layout, id_);
    out.last_run = past_.run;
    out.tried = past_.tried;
  }

  void tell_ready(Explanation& out) {
    Plan plan = plan_;
    InLine line{.of = plan.count(Standing::ready)};
    for (auto t = plan.take_ready(); t; t = plan.take_ready()) {
      ++line.place;
      if (*t == index_) break;
    }
    for (TicketIndex t = 0; t < backlog_.size(); ++t)
      if (plan_.standing(t) == Standing::running && shares_files(t))
        line.shares_files_with.emplace_back(backlog_[t].id);
    out.ready = line;
    if (!outlook_.going_on) out.steps.push_back({"", "sage-stream --auto --ticket " + id_});
  }

  bool shares_files(TicketIndex other) const {
    return std::ranges::any_of(ticket_.target_paths, [&](auto path) {
      const auto theirs = backlog_[other].target_paths;
      return std::ranges::find(theirs, path) != theirs.end();
    });
  }

  bool is_open(TicketIndex t) const { return plan_.standing(t) != Standing::done; }

  /// All that must be done before the ticket.
  std::vector<bool> needed() const {
    std::vector<bool> needed(backlog_.size());
    std::vector<TicketIndex> reached{index_};
    for (std::size_t i = 0; i < reached.size(); ++i)
      for (const TicketIndex p : outlook_.graph.predecessors(reached[i])) {
        if (needed[p] || !is_open(p)) continue;
        needed[p] = true;
        reached.push_back(p);
      }
    return needed;
  }

  void tell_waiting(Explanation& out) {
    const Durations times = durations(backlog_, outlook_.past);
    const auto open = needed();
    Waiting waiting{.times_assumed = times.known == 0};
    waiting.at_least_ms = critical_path(outlook_.graph, times.ms, open).length;
    for (TicketIndex t = 0; t < open.size(); ++t)
      if (open[t] && !backlog_[t].is_container) ++waiting.to_be_done;
    for (const TicketIndex p : outlook_.graph.predecessors(index_))
      if (is_open(p))
        waiting.tickets.push_back({std::string(backlog_[p].id), std::string(backlog_[p].title),
                                   std::string(to_string(plan_.standing(p))), how_far(p)});
    out.waiting = std::move(waiting);
    if (!outlook_.going_on) out.steps.push_back({"", "sage-stream --auto"});
  }

  std::string how_far(TicketIndex t) const {
    if (const auto* run = outlook_.in_hand(backlog_[t].id)) return doing(*run);
    if (outlook_.waits_to_land(backlog_[t].id)) return std::string(finished);
    const auto needs = outlook_.graph.predecessors(t);
    const auto done =
        static_cast<std::size_t>(std::ranges::count_if(needs, [&](auto p) { return !is_open(p); }));
    if (plan_.standing(t) != Standing::waiting) return {};
    return format("waiting: {} of the {} it waits for are done", done, needs.size());
  }

  /// "attempt 2 on worker 1 for 3m 05s"
  std::string doing(const RunState::TicketRun& run) const {
    const RunState& all = *outlook_.going_on;
    const auto test = all.tests.find(id_);
    switch (run.phase) {
      case Phase::waiting_to_retry:
        return format("attempt {} failed ({}: {}), another follows", run.attempt, run.category,
                      run.message);
      case Phase::queued:
        if (test != all.tests.end())
          return format("finished, and tested by the gate on worker {}", test->second.worker);
        return std::string(finished);
      case Phase::held:
        return "finished, its landing is held: " + run.message;
      default:
        return format("attempt {} on worker {} (pid {}) for {}", run.attempt, run.worker,
                      run.worker_pid, human_duration(wall_now() - run.started));
    }
  }

  void tell_running(Explanation& out) {
    const auto* run = outlook_.in_hand(id_);
    if (!run) return tell_queued(out);
    const std::string& name = outlook_.going_on->run.run;
    out.running = InHand{.phase = std::string(phase_name(run->phase)),
                         .doing = doing(*run),
                         .attempt = run->attempt,
                         .worker = run->worker,
                         .worker_pid = run->worker_pid,
                         .for_ms = wall_now() - run->started,
                         .since = iso_time(run->started),
                         .run = name,
                         .logs = session_.layout.attempt(name, id_, run->attempt).string()};
  }

  /// No stream runs: the next one lands it.
  void tell_queued(Explanation& out) {
    const QueueEntry* entry = outlook_.waits_to_land(id_);
    if (!entry) return;
    const WallTime since = parse_iso_time(entry->queued_at);
    const fs::path logs = session_.layout.attempt(entry->run, id_, entry->attempt);
    out.running = InHand{.phase = std::string(phase_name(Phase::queued)),
                         .doing = std::string(finished),
                         .attempt = entry->attempt,
                         .for_ms = since == 0 ? 0 : wall_now() - since,
                         .since = valid_utf8(entry->queued_at),
                         .run = valid_utf8(entry->run),
                         .logs = fs::exists(logs) ? logs.string() : ""};
    out.steps.push_back({"the next run lands it, and so does", "sage-stream land " + id_});
  }

  void tell_done(Explanation& out) {
    DoneBy done{.how = "unknown"};
    if (const auto landing = standing_landing(session_.repository, tip_of(session_), id_)) {
      done = {"landed", landing->commit, valid_utf8(landing->subject), landing->run, ""};
    } else if (ticket_.is_container) {
      done.how = "closed";
    } else if (past_.ticket.phase == Phase::no_change) {
      done = {"no_change", {}, "", past_.run, past_.ticket.summary};
    }
    out.done = done;
    out.tried.clear();
  }

  Deferral deferral(TicketIndex t) const {
    return deferral_of(backlog_[t], list_pins(session_.repository));
  }

  /// What has to happen for a deferred ticket to be done.
  static void add_steps(const Deferral& deferral, std::vector<Step>& steps) {
    static const std::set<std::string_view> to_land{"local_changes", "checkout_busy", "gate_broken",
                                                    "declined", "dependency_not_done"};
    if (!deferral.result.is_zero() && to_land.contains(deferral.category)) {
      steps.push_back(
          {format("{} is finished: when what kept it from landing is gone", deferral.id),
           "sage-stream land " + deferral.id});
      return;
    }
    if (!deferral.result.is_zero())
      steps.push_back({format("see what {} came to", deferral.id),
                       "git show " + deferral.result.hex().substr(0, 8)});
    steps.push_back({format("mend why {} was deferred, and have it tried again", deferral.id),
                     "sage-stream --auto --retry-deferred --ticket " + deferral.id});
  }

  void tell_deferred(Explanation& out) {
    out.deferred.push_back(deferral(index_));
    add_steps(out.deferred.back(), out.steps);
  }

  void tell_blocked(Explanation& out) {
    for (const TicketIndex t : plan_.blocked_by(index_)) out.chain.emplace_back(backlog_[t].id);
    const auto open = needed();
    for (const TicketIndex t : outlook_.graph.topological()) {
      if (!open[t] || plan_.standing(t) != Standing::deferred) continue;
      out.deferred.push_back(deferral(t));
      add_steps(out.deferred.back(), out.steps);
    }
    out.steps.push_back({"then it can be done, and what it waits for", "sage-stream --auto"});
  }

  const Session& session_;
  const Outlook& outlook_;
  const Backlog& backlog_;
  const TicketIndex index_;
  const Ticket& ticket_;
  const std::string id_;
  const Plan plan_;
  PastRun past_;
};

}  // namespace

Explanation explain(const Session& session, const Outlook& outlook, TicketIndex ticket) {
  return Explainer(session, outlook, ticket).about();
}

}  // namespace sage
