#pragma once

#include "engine/recovery.h"
#include "support/landing_fixture.h"

namespace sage::test {

class RecoveryTest : public LandingFixture {
 public:
  Recovered recovered(const std::string& ref = "refs/heads/main") {
    Publisher moves = publisher(ref);
    return recover(repository(), layout, ref, moves, queue);
  }

  /// The journal of a run of two workers, without its end.
  void journal(const std::string& run, const std::vector<EventBody>& events, int workers = 2) {
    Journal file(layout.journal(run));
    file.take({1000, event::RunStarted{.run = run, .worker_limit = workers}});
    for (const auto& body : events) file.take({1001, body});
  }
  static event::TicketStarted started(const std::string& ticket, int attempt = 1) {
    return {.ticket = ticket, .attempt = attempt};
  }
  static event::NoChange no_change(const std::string& ticket) { return {.ticket = ticket}; }

  /// Lands as a stream that is killed once the branch has moved, before the checkout follows.
  void land_and_die(const QueueEntry& entry, const std::string& run, int workers = 2) {
    Journal file(layout.journal(run));
    file.take({1000, event::RunStarted{.run = run, .worker_limit = workers}});
    sink.before = [&](const Event& event) {
      if (std::holds_alternative<event::Landed>(event.body)) throw Killed{};
      file.take(event);
    };
    Publisher moves = publisher();
    GitLander lander(repository(), moves);
    EXPECT_THROW(lander.land({landing_of(entry)}, std::nullopt), Killed);
    sink.before = {};
    EXPECT_NE(tip(), base);
    EXPECT_NE(user.status(), "");
  }

  QueueEntry queued(const Outcome& outcome) { return queue.add(entry(outcome)); }
  static std::vector<std::string> tickets(const std::vector<QueueEntry>& entries) {
    std::vector<std::string> ids;
    for (const auto& one : entries) ids.push_back(one.ticket_id);
    return ids;
  }
  void expect_landed_and_clean(const QueueEntry& entry) {
    const Recovered found = recovered();
    ASSERT_EQ(found.landed.size(), 1u);
    EXPECT_EQ(found.landed[0].entry.queue_id, entry.queue_id);
    EXPECT_EQ(found.landed[0].commit, tip());
    EXPECT_TRUE(found.to_land.empty());
    EXPECT_EQ(user.status(), "");
  }

  const std::vector<std::string> only_t1{"T-1"};
  CommitQueue queue{layout.queue()};
};

}  // namespace sage::test
