#include "fakes/drain.h"

namespace sage {
namespace {

using test::completed;
using test::Drain;
using test::FakeLander;
using test::FakePool;
using test::index_of;
using List = std::vector<std::string>;

/// Somebody puts a request for a ticket into the queue, once, while the run goes on.
void ask_for(Drain& drain, const std::string& ticket, std::function<bool()> when) {
  drain.each_turn = [&drain, ticket, when, asked = false]() mutable {
    if (asked || !when()) return;
    asked = true;
    CommitQueue(drain.layout.queue()).add({.ticket_id = ticket, .files = {"x"}});
  };
}

List reasons(Drain& drain) {
  List out;
  for (const auto& entry : CommitQueue(drain.layout.queue()).look().entries)
    out.push_back(format("{} {}", boost::describe::enum_to_string(entry.status, ""), entry.reason));
  return out;
}

TEST(TakeUp, ARequestLandsAndItsTicketNeedsNoAgent) {
  Drain drain(index_of({{"A", {}}, {"B", {"A"}}}));
  FakePool pool(1, completed);
  FakeLander lander;
  ask_for(drain, "B", [&] { return pool.sent.size() == 1; });
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed, (List{"A", "B"}));
  ASSERT_EQ(pool.sent.size(), 1U);
  EXPECT_EQ(pool.sent[0].ticket, "A");
  EXPECT_EQ(drain.state("B"), State::completed);
  EXPECT_EQ(drain.queued(), 0U);
  const QueueEntry landed = CommitQueue(drain.layout.queue_archive()).look().entries.at(0);
  EXPECT_EQ(landed.run, "run-1");
}

TEST(TakeUp, AnAgentAtWorkIsNotRaced) {
  Drain drain(index_of({{"A", {}}}));
  FakePool pool(1, completed);
  FakeLander lander;
  bool asked = false;
  ask_for(drain, "A", [&] { return pool.busy(); });
  pool.quiet = [&] { return !std::exchange(asked, true); };  // the request comes first
  drain.run(pool, lander);
  EXPECT_EQ(lander.landed, List{"A"});
  ASSERT_EQ(drain.events.all<event::Warning>().size(), 1U);
  EXPECT_NE(drain.events.all<event::Warning>()[0].message.find("at work"), std::string::npos);
}

TEST(TakeUp, WhatCannotBeAdoptedIsKeptWithTheReason) {
  Drain drain(index_of({{"A", {}}, {"B", {}}}));
  drain.adopt = [](auto&, auto&) -> QueueEntry {
    throw Error(ErrorKind::invalid_input, "debug.log: git ignores it");
  };
  FakePool pool(1, completed);
  FakeLander lander;
  ask_for(drain, "B", [&] { return pool.sent.size() == 1; });
  List seen;
  const auto before = drain.each_turn;
  drain.each_turn = [&] {
    before();
    for (const auto& one : reasons(drain))
      if (one.starts_with("rejected")) seen = {one};
  };
  drain.run(pool, lander);
  EXPECT_EQ(seen, List{"rejected debug.log: git ignores it"});
  EXPECT_EQ(lander.landed, (List{"A", "B"})) << "the ticket goes its way";
}

TEST(TakeUp, WhatNobodyWaitsForIsKept) {
  Drain drain(index_of({{"A", {}}, {"E=", {"A"}}}));
  FakePool pool(1, completed);
  FakeLander lander;
  CommitQueue(drain.layout.queue()).add({.ticket_id = "E", .files = {"x"}});
  CommitQueue(drain.layout.queue()).add({.ticket_id = "NO", .files = {"x"}});
  Recovered recovered;
  recovered.requests = CommitQueue(drain.layout.queue()).look().entries;
  drain.run(pool, lander, recovered);
  EXPECT_EQ(lander.landed, List{"A"});
  const auto warnings = drain.events.all<event::Warning>();
  ASSERT_EQ(warnings.size(), 2U);
  EXPECT_NE(warnings[0].message.find("epic"), std::string::npos);
  EXPECT_NE(warnings[1].message.find("not in the index"), std::string::npos);
}

TEST(TakeUp, AConflictWithoutAnAgentToMendItIsDeferred) {
  const IndexEdit deferred{{{.ticket = "A", .state = State::deferred}}, {}};
  Drain drain(edit_index(index_of({{"A", {}}}), deferred).text());
  drain.options.agent_of = [](const Ticket&) -> std::optional<AgentSpec> { return {}; };
  FakePool pool(1, completed);
  FakeLander lander([](auto&) { return MergeConflict{{"x"}}; });
  CommitQueue(drain.layout.queue()).add({.ticket_id = "A", .files = {"x"}});
  Recovered recovered;
  recovered.requests = CommitQueue(drain.layout.queue()).look().entries;
  drain.run(pool, lander, recovered);
  EXPECT_EQ(drain.state("A"), State::deferred);
  EXPECT_TRUE(pool.sent.empty());
  EXPECT_EQ(reasons(drain).at(0).substr(0, 8), "conflict");
}

}  // namespace
}  // namespace sage
