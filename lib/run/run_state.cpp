#include "run/run_state.h"

#include <algorithm>
#include <numeric>

namespace sage {
namespace {

using Phase = RunState::Phase;
using TicketRun = RunState::TicketRun;

/// One overload an event, and no catch-all: a new event does not compile until it has a meaning.
struct Fold {
  RunState& state;
  WallTime at;

  TicketRun& ticket(const std::string& id) {
    const auto [found, is_new] = state.tickets.try_emplace(id);
    if (!is_new) return found->second;
    state.order.push_back(id);
    if (const auto earlier = state.recovered.find(id); earlier != state.recovered.end()) {
      found->second.title = earlier->second.title;
      found->second.files = earlier->second.files;
    }
    return found->second;
  }
  TicketRun& enter(const std::string& id, Phase phase) {
    TicketRun& run = ticket(id);
    run.phase = phase;
    run.activity.clear();
    if (phase != Phase::queued && phase != Phase::held) {
      std::erase(state.queue, id);
      state.tests.erase(id);
    }
    return run;
  }
  /// A worker does one thing at a time.
  void ends_test_on(int worker) {
    std::erase_if(state.tests, [&](const auto& test) { return test.second.worker == worker; });
  }
  /// Whether it was the ticket's newest test.
  bool end_test(const std::string& id, const ObjectId& commit) {
    const auto test = state.tests.find(id);
    if (test == state.tests.end() || test->second.commit != commit) return false;
    state.tests.erase(test);
    return true;
  }
  void count_repeats(const std::vector<CheckReport>& checks) {
    for (const auto& check : checks)
      if (check.runs > 1) state.repeats[check.name] += static_cast<std::uint64_t>(check.runs - 1);
  }
  TicketRun& settle(const std::string& id, Phase phase) {
    TicketRun& run = enter(id, phase);
    run.settled = at;
    run.open_intent.reset();
    return run;
  }
  static void explain(TicketRun& run, std::string category, std::string message) {
    run.category = std::move(category);
    run.message = std::move(message);
    run.last_error.clear();
  }

  void operator()(const event::RunStarted& e) {
    state.run = e;
    state.started = at;
  }
  void operator()(const event::Counts& e) { state.counts = e; }
  void operator()(const event::TicketStarted& e) {
    ends_test_on(e.worker);
    TicketRun& run = enter(e.ticket, Phase::running);
    run.title = e.title;
    run.attempt = e.attempt;
    run.worker = e.worker;
    run.worker_pid = e.worker_pid;
    run.worker_start_time = e.worker_start_time;
    run.base = e.base;
    run.started = at;
    run.settled = 0;
  }
  void operator()(const event::Progress& e) {
    const auto test = state.tests.find(e.ticket);
    const bool is_tested = test != state.tests.end() && test->second.worker == e.worker;
    if (e.ticket.empty()) return;  // the branch's own tree
    TicketRun& run = ticket(e.ticket);
    if (run.phase == Phase::running || is_tested) run.activity = doing(e);
  }
  static std::string doing(const event::Progress& e) {
    if (e.activity.empty()) return e.phase;
    return e.phase == "working" ? e.activity : e.phase + ": " + e.activity;
  }
  void operator()(const event::AttemptFailed& e) {
    TicketRun& run = enter(e.ticket, Phase::waiting_to_retry);
    run.attempt = e.attempt;
    run.agent_ms += e.agent_ms;
    explain(run, e.category, e.message);
    run.log = e.log;
  }
  void operator()(const event::Slowed& e) { enter(e.ticket, Phase::waiting_to_retry); }
  void operator()(const event::ResultQueued& e) {
    TicketRun& run = enter(e.ticket, Phase::queued);
    run.attempt = e.attempt;
    run.base = e.base;
    run.result = e.result;
    run.files = e.files;
    run.summary = e.summary;
    run.agent_ms += e.agent_ms;
    run.check_ms += e.check_ms;
    run.fix_rounds = e.fix_rounds;
    run.verdict.reset();
    run.conflicts_with.clear();
    run.log.clear();
    explain(run, {}, {});
    std::erase(state.queue, e.ticket);
    state.queue.push_back(e.ticket);
    count_repeats(e.checks);
  }
  void operator()(const event::ConflictForeseen& e) { ticket(e.ticket).conflicts_with = e.with; }
  void operator()(const event::GateStarted& e) {
    ends_test_on(e.worker);
    state.tests[e.ticket] = {e.commit, e.ahead, e.worker, at};
    if (!e.ticket.empty()) ticket(e.ticket).activity = "testing";
  }
  void operator()(const event::GateFinished& e) {
    ++(e.remembered ? state.verdicts_remembered : state.trees_tested);
    state.gate_ms += e.gate_ms;
    end_test(e.ticket, e.commit);
    TicketRun* run = e.ticket.empty() ? nullptr : &ticket(e.ticket);
    if (!e.remembered) count_repeats(e.checks);
    if (!run) return;
    if (const auto* failing = first_failing(e.checks)) run->log = failing->log;
    if (!state.tests.contains(e.ticket)) run->activity.clear();
    run->gate_ms += e.gate_ms;
    run->verdict = e.verdict;
  }
  void operator()(const event::GateDropped& e) {
    if (end_test(e.ticket, e.commit) && !e.ticket.empty()) ticket(e.ticket).activity.clear();
  }
  void operator()(const event::Conflicted& e) {
    TicketRun& run = enter(e.ticket, Phase::waiting_to_retry);
    run.open_intent.reset();
    explain(run, "merge_conflict", "conflict in " + listing(e.paths));
  }
  void operator()(const event::LandingHeld& e) { enter(e.ticket, Phase::held).message = e.reason; }
  void operator()(const event::LandingIntent& e) {
    if (e.ticket.empty() || !e.reverts.is_zero()) return;  // nothing lands
    enter(e.ticket, Phase::queued).open_intent = e;
  }
  void operator()(const event::Landed& e) {
    TicketRun& run = settle(e.ticket, Phase::landed);
    run.result = e.result;
    run.commit = e.commit;
    run.merged = e.merged;
    run.log.clear();
    explain(run, {}, {});
  }
  void operator()(const event::RolledBack& e) {
    settle(e.ticket, Phase::rolled_back).commit = e.commit;
  }
  void operator()(const event::NoChange& e) {
    TicketRun& run = settle(e.ticket, Phase::no_change);
    run.attempt = e.attempt;
    run.summary = e.summary;
    run.agent_ms += e.agent_ms;
    explain(run, {}, {});
  }
  void operator()(const event::Closed& e) { settle(e.ticket, Phase::closed); }
  void operator()(const event::Deferred& e) {
    TicketRun& run = settle(e.ticket, Phase::deferred);
    explain(run, e.category, e.message);
    run.last_error = e.last_error;
    run.result = e.result;
  }
  void operator()(const event::Blocked& e) { settle(e.ticket, Phase::blocked).chain = e.chain; }
  void operator()(const event::Cancelled& e) { settle(e.ticket, Phase::cancelled); }
  void operator()(const event::WorkerLost& e) {
    ends_test_on(e.worker);
    if (!e.ticket.empty())
      explain(enter(e.ticket, Phase::waiting_to_retry), "worker_lost", e.message);
  }
  /// What was found speaks through its own events.
  void operator()(const event::Recovered& e) { state.recovered.insert_or_assign(e.ticket, e); }
  void operator()(const event::IndexReloaded& e) { state.run.tickets = e.tickets; }
  void operator()(const event::Discovered&) {}  // it joins when it is started
  void operator()(const event::Pushed& e) {
    state.pushed = e;
    state.push_failed.reset();
  }
  void operator()(const event::PushFailed& e) { state.push_failed = e; }
  void operator()(const event::Warning& e) {
    state.warnings.push_back(e.ticket.empty() ? e.message : e.ticket + ": " + e.message);
  }
  void operator()(const event::Interrupted&) {}  // what ends because of it is Cancelled
  void operator()(const event::RunFinished& e) { state.finished = e; }
};

std::int64_t sum_of(const RunState& state, std::int64_t TicketRun::*member) {
  return std::accumulate(
      state.tickets.begin(), state.tickets.end(), std::int64_t{0},
      [&](std::int64_t sum, const auto& ticket) { return sum + ticket.second.*member; });
}

}  // namespace

void RunState::apply(const Event& event) {
  last_event = std::max(last_event, event.at);
  std::visit(Fold{*this, event.at}, event.body);
}

std::int64_t RunState::wall_ms() const {
  if (finished) return finished->wall_ms;
  return started == 0 ? 0 : last_event - started;
}

std::int64_t RunState::agent_ms() const { return sum_of(*this, &TicketRun::agent_ms); }
std::int64_t RunState::check_ms() const { return sum_of(*this, &TicketRun::check_ms); }

double RunState::speed_up() const {
  const auto wall = wall_ms();
  return wall <= 0 ? 0 : static_cast<double>(agent_ms()) / static_cast<double>(wall);
}

RunState fold(const std::vector<Event>& events) {
  RunState state;
  for (const auto& event : events) state.apply(event);
  return state;
}

}  // namespace sage
