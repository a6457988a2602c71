#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <set>

#include "worker/pool.h"

namespace sage::test {

/// A pool without processes: what becomes of each job, and which of the jobs in hand ends next, is
/// the test's to say. Stricter than the real one: a ticket may be in hand only once.
class FakePool : public WorkerPool {
 public:
  using Work = std::function<PoolEvent(const Job&)>;
  using Choose = std::function<std::size_t(std::size_t in_hand)>;

  FakePool(
      std::size_t limit, Work work, Choose choose = [](std::size_t) { return 0; })
      : limit_(limit), work_(std::move(work)), choose_(std::move(choose)) {}

  std::size_t free() const override { return limit_ - in_hand_.size(); }
  bool busy() const override { return !in_hand_.empty(); }

  Assigned send(const Job& job) override {
    EXPECT_GT(free(), 0U);
    for (const Job& other : in_hand_)
      EXPECT_TRUE(job.kind != JobKind::work || other.kind != JobKind::work ||
                  other.ticket != job.ticket)
          << job.ticket << " sent twice at once";
    in_hand_.push_back(job);
    sent.push_back(job);
    return {static_cast<int>(in_hand_.size()) - 1, 4711, 1};
  }

  void cancel(std::uint64_t job) override { one_cancelled_.insert(job); }

  void cancel_all() override { cancelled_ = true; }

  std::optional<PoolEvent> wait(SteadyTime deadline) override {
    if (in_hand_.empty() || (quiet() && !cancelled_)) return std::nullopt;
    if (deadline <= SteadyClock::now() && !all_at_once) return std::nullopt;
    const auto it = in_hand_.begin() + static_cast<std::ptrdiff_t>(choose_(in_hand_.size()));
    const Job job = *it;
    in_hand_.erase(it);
    if (!cancelled_ && !one_cancelled_.contains(job.id)) return work_(job);
    Outcome outcome;
    outcome.job = job.id;
    outcome.ticket = job.ticket;
    outcome.attempt = job.attempt;
    outcome.kind = OutcomeKind::cancelled;
    return outcome;
  }

  std::vector<Job> sent;
  bool all_at_once = false;  ///< whether all that is in hand ends in the same moment
  std::function<bool()> quiet = [] { return false; };  ///< whether nothing happens for now

 private:
  std::size_t limit_;
  Work work_;
  Choose choose_;
  std::deque<Job> in_hand_;
  std::set<std::uint64_t> one_cancelled_;
  bool cancelled_ = false;
};

/// The outcome of a job that went well, with a result of its own.
inline Outcome completed(const Job& job) {
  Outcome outcome;
  outcome.job = job.id;
  outcome.ticket = job.ticket;
  outcome.attempt = job.attempt;
  outcome.kind = OutcomeKind::completed;
  outcome.base = job.base;
  outcome.files = {job.ticket + ".txt"};
  const std::size_t hash =
      std::hash<std::string>{}(job.ticket) + static_cast<std::size_t>(job.attempt);
  for (std::size_t i = 0; i < 8; ++i)
    outcome.result.bytes[i] = static_cast<std::uint8_t>(hash >> (8 * i));
  return outcome;
}

inline Outcome ended(const Job& job, OutcomeKind kind,
                     const std::string& message = "said the test") {
  Outcome outcome;
  outcome.ticket = job.ticket;
  outcome.attempt = job.attempt;
  outcome.kind = kind;
  outcome.message = message;
  return outcome;
}

}  // namespace sage::test
