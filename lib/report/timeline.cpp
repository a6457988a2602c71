#include "report/timeline.h"

#include <algorithm>
#include <map>

namespace sage {
namespace {

using Kind = Stretch::Kind;

/// Follows the events with what is open. What a worker had in hand ends when it is given something
/// else; how it ended may be told only then, because the next job is given out first.
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
    at_ = std::max(at_, now - start_);
    const std::string how = now == 0 ? "cut short" : "";
    while (!in_queue_.empty()) end_queued(in_queue_.begin()->first, at_, how);
    end_on_workers(how);
  }

  void operator()(const event::TicketStarted& e) {
    attempts_[e.ticket] = stretches.size();
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
    tests_[e.commit] = stretches.size();
    begin_on(e.worker, {.kind = Kind::gate, .ticket = e.ticket, .ahead = e.ahead});
  }
  void operator()(const event::GateFinished& e) {
    if (!e.remembered) end(tests_, e.commit, std::string(to_string(e.verdict)));
  }
  void operator()(const event::GateDropped& e) { end(tests_, e.commit, "not wanted any more"); }
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
  void operator()(const event::WorkerLost& e) { leave(e.worker, "worker lost"); }
  void operator()(const event::RunFinished&) {
    while (!in_queue_.empty()) end_queued(in_queue_.begin()->first, at_, "kept");
    end_on_workers("ended with the run");
  }
  template <class TakesNoTime>
  void operator()(const TakesNoTime&) {}

 private:
  void add(Stretch stretch) {
    stretch.begin_ms = stretch.end_ms = at_;
    stretches.push_back(std::move(stretch));
  }
  void begin_on(int worker, Stretch stretch) {
    leave(worker, "");
    on_worker_[worker] = stretches.size();
    stretch.worker = worker;
    add(std::move(stretch));
  }
  /// The worker has nothing in hand from now on.
  void leave(int worker, const std::string& how) {
    const auto open = on_worker_.find(worker);
    if (open == on_worker_.end()) return;
    Stretch& stretch = stretches[open->second];
    stretch.end_ms = at_;
    stretch.end = how;
    on_worker_.erase(open);
  }
  /// How an attempt or a test ended is told.
  template <class Key>
  void end(std::map<Key, std::size_t>& open, const Key& key, const std::string& how) {
    const auto found = open.find(key);
    if (found == open.end()) return;
    Stretch& stretch = stretches[found->second];
    const auto in_hand = on_worker_.find(stretch.worker);
    if (in_hand != on_worker_.end() && in_hand->second == found->second) leave(stretch.worker, how);
    if (stretch.end.empty()) stretch.end = how;
    open.erase(found);
  }
  /// What was taken from a worker and never heard of again went with it.
  void end_on_workers(const std::string& how) {
    for (auto& stretch : stretches)
      if (stretch.worker >= 0 && stretch.end.empty()) stretch.end = "worker lost";
    for (const auto& [worker, index] : on_worker_) {
      stretches[index].end_ms = at_;
      stretches[index].end = how;
    }
    on_worker_.clear();
  }
  void end_queued(const std::string& ticket, std::int64_t at, const std::string& how) {
    const auto open = in_queue_.find(ticket);
    if (open == in_queue_.end()) return;
    Stretch& stretch = stretches[open->second];
    stretch.end_ms = std::max(stretch.begin_ms, at);
    stretch.end = how;
    in_queue_.erase(open);
  }
  Stretch* attempt_at(const std::string& ticket) {
    const auto found = attempts_.find(ticket);
    return found == attempts_.end() ? nullptr : &stretches[found->second];
  }
  /// Whatever the ticket is in: an attempt, or the queue.
  void end_of(const std::string& ticket, const std::string& how) {
    end(attempts_, ticket, how);
    end_queued(ticket, at_, how);
  }

  WallTime start_ = 0;
  std::int64_t at_ = 0;
  std::map<int, std::size_t> on_worker_;
  std::map<std::string, std::size_t> attempts_, in_queue_;  ///< by ticket
  std::map<ObjectId, std::size_t> tests_;
};

}  // namespace

std::vector<Stretch> timeline_of(const std::vector<Event>& events, WallTime now) {
  Follower follower;
  for (const auto& event : events) follower.take(event);
  follower.end_all(now);
  return std::move(follower.stretches);
}

}  // namespace sage
