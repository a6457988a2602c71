#include "report/timeline.h"

#include <algorithm>
#include <map>

namespace sage {
namespace {

using Kind = Stretch::Kind;

/// Follows the events with what is open: one stretch a worker, and one a ticket that is queued.
class Follower {
 public:
  std::vector<Stretch> stretches;

  void take(const Event& event) {
    if (start_ == 0) start_ = event.at;
    // A clock that was set back must not make time run backwards.
    at_ = std::max(at_, event.at - start_);
    std::visit(*this, event.body);
  }

  void end_all(WallTime now) {
    const std::string how = now == 0 ? "cut short" : "";
    at_ = std::max(at_, now - start_);
    while (!on_worker_.empty()) end_on(on_worker_.begin()->first, how);
    while (!in_queue_.empty()) end_queued(in_queue_.begin()->first, at_, how);
  }

  void operator()(const event::TicketStarted& e) {
    begin_on(e.worker, {.kind = Kind::attempt, .ticket = e.ticket, .attempt = e.attempt});
  }
  void operator()(const event::AttemptFailed& e) {
    if (Stretch* attempt = attempt_at(e.ticket)) attempt->agent_ms = e.agent_ms;
    end_of(e.ticket, "failed: " + e.category);
  }
  void operator()(const event::Slowed& e) { end_of(e.ticket, "try later"); }
  void operator()(const event::ResultQueued& e) {
    if (Stretch* attempt = attempt_at(e.ticket)) {
      attempt->prepare_ms = e.prepare_ms;
      attempt->agent_ms = e.agent_ms;
      attempt->check_ms = e.check_ms;
      attempt->collect_ms = e.collect_ms;
    }
    end_of(e.ticket, "result");
    in_queue_[e.ticket] = stretches.size();
    add({.kind = Kind::queued, .ticket = e.ticket, .attempt = e.attempt});
  }
  void operator()(const event::GateStarted& e) {
    begin_on(e.worker, {.kind = Kind::gate, .ticket = e.ticket, .ahead = e.ahead});
    under_test_[e.commit] = e.worker;
  }
  void operator()(const event::GateFinished& e) {
    if (!e.remembered) end_test(e.commit, std::string(to_string(e.verdict)));
  }
  void operator()(const event::GateDropped& e) { end_test(e.commit, "not wanted any more"); }
  void operator()(const event::Conflicted& e) { end_of(e.ticket, "conflict"); }
  void operator()(const event::Landed& e) {
    const std::int64_t begin = std::max<std::int64_t>(at_ - e.landing_ms, 0);
    end_queued(e.ticket, begin, "landed");
    add({.kind = Kind::landing, .ticket = e.ticket});
    stretches.back().begin_ms = begin;
    stretches.back().end = "landed";
  }
  void operator()(const event::NoChange& e) {
    if (Stretch* attempt = attempt_at(e.ticket)) attempt->agent_ms = e.agent_ms;
    end_of(e.ticket, "no change");
  }
  void operator()(const event::Deferred& e) { end_of(e.ticket, "deferred: " + e.category); }
  void operator()(const event::Cancelled& e) { end_of(e.ticket, "cancelled"); }
  void operator()(const event::WorkerLost& e) { end_on(e.worker, "worker lost"); }
  void operator()(const event::RunFinished&) {
    while (!in_queue_.empty()) end_queued(in_queue_.begin()->first, at_, "kept");
    while (!on_worker_.empty()) end_on(on_worker_.begin()->first, "ended with the run");
  }
  template <class TakesNoTime>
  void operator()(const TakesNoTime&) {}

 private:
  void add(Stretch stretch) {
    stretch.begin_ms = stretch.end_ms = at_;
    stretches.push_back(std::move(stretch));
  }
  void begin_on(int worker, Stretch stretch) {
    end_on(worker, "worker lost");  // a worker does one thing at a time
    on_worker_[worker] = stretches.size();
    stretch.worker = worker;
    add(std::move(stretch));
  }
  void end_on(int worker, const std::string& how) {
    const auto open = on_worker_.find(worker);
    if (open == on_worker_.end()) return;
    Stretch& stretch = stretches[open->second];
    stretch.end_ms = at_;
    stretch.end = how;
    on_worker_.erase(open);
  }
  void end_queued(const std::string& ticket, std::int64_t at, const std::string& how) {
    const auto open = in_queue_.find(ticket);
    if (open == in_queue_.end()) return;
    Stretch& stretch = stretches[open->second];
    stretch.end_ms = std::max(stretch.begin_ms, at);
    stretch.end = how;
    in_queue_.erase(open);
  }
  void end_test(const ObjectId& commit, const std::string& how) {
    const auto worker = under_test_.find(commit);
    if (worker == under_test_.end()) return;
    const auto open = on_worker_.find(worker->second);
    if (open != on_worker_.end() && stretches[open->second].kind == Kind::gate)
      end_on(worker->second, how);
    under_test_.erase(worker);
  }
  Stretch* attempt_at(const std::string& ticket) {
    for (const auto& [worker, index] : on_worker_)
      if (stretches[index].kind == Kind::attempt && stretches[index].ticket == ticket)
        return &stretches[index];
    return nullptr;
  }
  /// Whatever the ticket is in: an attempt, or the queue.
  void end_of(const std::string& ticket, const std::string& how) {
    if (const Stretch* attempt = attempt_at(ticket)) end_on(attempt->worker, how);
    end_queued(ticket, at_, how);
  }

  WallTime start_ = 0;
  std::int64_t at_ = 0;
  std::map<int, std::size_t> on_worker_;
  std::map<std::string, std::size_t> in_queue_;
  std::map<ObjectId, int> under_test_;
};

}  // namespace

std::vector<Stretch> timeline_of(const std::vector<Event>& events, WallTime now) {
  Follower follower;
  for (const auto& event : events) follower.take(event);
  follower.end_all(now);
  return std::move(follower.stretches);
}

}  // namespace sage
