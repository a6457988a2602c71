#include "engine/rollback.h"

#include "engine/own_commits.h"
#include "support/landing_fixture.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

using List = std::vector<std::string>;

// --- which landings: pure --------------------------------------------------------------------

/// E is the epic of A and B; C waits for B, D for E, F for C. G was COMPLETED without a landing and
/// waits for A. All but X are done.
const Backlog& backlog() {
  static const Backlog read = read_index_text(R"({"tickets": [
    {"id": "E-1", "title": "E", "state": "COMPLETED", "type": "epic", "children": ["A-1", "B-1"]},
    {"id": "A-1", "title": "A", "state": "COMPLETED"},
    {"id": "B-1", "title": "B", "state": "COMPLETED"},
    {"id": "C-1", "title": "C", "state": "COMPLETED", "dependencies": ["B-1"]},
    {"id": "D-1", "title": "D", "state": "COMPLETED", "dependencies": ["E-1"]},
    {"id": "F-1", "title": "F", "state": "COMPLETED", "dependencies": ["C-1"]},
    {"id": "G-1", "title": "G", "state": "COMPLETED", "dependencies": ["A-1"]},
    {"id": "X-1", "title": "X", "state": "UNPROCESSED", "dependencies": ["F-1"]}]})",
                                              "the index");
  return read;
}

ObjectId commit(std::uint8_t number) {
  ObjectId id;
  id.bytes[0] = number;
  return id;
}

/// In landing order A, B, D, C, F; A and B in run-1.
std::vector<LandingCommit> standing() {
  std::vector<LandingCommit> all;
  std::uint8_t number = 5;
  for (const char* ticket : {"F-1", "C-1", "D-1", "B-1", "A-1"})
    all.push_back(
        {commit(number), commit(number - 1), ticket, number-- > 2 ? "run-2" : "run-1", "feat"});
  return all;
}

Rollback plan(const RollbackRequest& request) {
  return plan_rollback(standing(), backlog(), Graph::build(backlog()), request);
}

List tickets(const Rollback& rollback) {
  List ids;
  for (const auto& landing : rollback.landings) ids.push_back(landing.ticket);
  return ids;
}

TEST(PlanRollback, OfAnEndTakesOneLanding) {
  const auto rollback = plan({.tickets = {"F-1"}});
  EXPECT_EQ(tickets(rollback), List{"F-1"});
  EXPECT_EQ(rollback.dependents, List{});
  EXPECT_EQ(rollback.reopened, List{});
}

TEST(PlanRollback, ReopensContainersAndNamesAllThatDependsThroughThem) {
  const auto rollback = plan({.tickets = {"B-1"}});
  EXPECT_EQ(rollback.reopened, List{"E-1"});
  List dependents = rollback.dependents;
  std::ranges::sort(dependents);
  EXPECT_EQ(dependents, (List{"C-1", "D-1", "F-1"}));
}

TEST(PlanRollback, OfAContainerTakesAllThatIsInIt) {
  const auto rollback = plan({.tickets = {"E-1"}, .with_dependents = true});
  EXPECT_EQ(tickets(rollback), (List{"F-1", "C-1", "D-1", "B-1", "A-1"}));
  EXPECT_EQ(rollback.not_landed, List{});
}

TEST(PlanRollback, WithDependentsTakesThemNewestFirst) {
  const auto rollback = plan({.tickets = {"B-1"}, .with_dependents = true});
  EXPECT_EQ(tickets(rollback), (List{"F-1", "C-1", "D-1", "B-1"}));
  EXPECT_EQ(rollback.dependents, List{});
}

TEST(PlanRollback, ADependentThatWasNamedIsAskedFor) {
  const auto rollback = plan({.tickets = {"C-1", "F-1"}});
  EXPECT_EQ(tickets(rollback), (List{"F-1", "C-1"}));
  EXPECT_EQ(rollback.dependents, List{});
}

TEST(PlanRollback, ReopensADependentThatNeededNoChange) {
  const auto rollback = plan({.tickets = {"A-1", "D-1", "G-1"}});
  EXPECT_EQ(tickets(rollback), (List{"D-1", "A-1"}));
  EXPECT_EQ(rollback.reopened.size(), 2U);
  EXPECT_EQ(rollback.not_landed, List{});
}

TEST(PlanRollback, SaysWhatHasNoLanding) {
  const auto rollback = plan({.tickets = {"G-1", "X-1", "F-1"}});
  EXPECT_EQ(rollback.not_landed, (List{"G-1", "X-1"}));
  EXPECT_EQ(tickets(rollback), List{"F-1"});
}

TEST(PlanRollback, OfARunOrAComponentTakesItsLandings) {
  EXPECT_EQ(tickets(plan({.run = "run-1", .with_dependents = true})),
            (List{"F-1", "C-1", "D-1", "B-1", "A-1"}));
  EXPECT_EQ(tickets(plan({.run = "run-2"})), (List{"F-1", "C-1", "D-1"}));
  EXPECT_EQ(tickets(plan({.component = "F"})), List{"F-1"});
  EXPECT_EQ(tickets(plan({.run = "run-3"})), List{});
}

// --- taking them back ------------------------------------------------------------------------

class RollbackTest : public test::LandingFixture {
 public:
  RollbackTest() {
    user.write(".sage/tickets/index.json",
               R"({"tickets": [
  {"id": "T-1", "title": "One", "state": "UNPROCESSED", "tasks": [
    {"id": "a", "status": "done"}, {"id": "b"}, {"id": "c", "status": "pending"}]},
  {"id": "T-2", "title": "Two", "state": "UNPROCESSED"}
]}
)");
    before = user.commit_all("the index");
    land("T-1", "a", "one\n", {"b", "c"});
    land("T-2", "b", "two\n");
    sink.events.clear();
  }

  void land(const std::string& ticket, const std::string& path, const std::string& text,
            const std::vector<std::string>& tasks = {}) {
    auto moves = publisher();
    GitLander lander(repository(), moves);
    QueueEntry waiting = entry(result(ticket, path, text));
    waiting.tasks_done = tasks;
    ASSERT_TRUE(std::holds_alternative<std::vector<LandedAt>>(
        lander.land({landing_of(waiting)}, std::nullopt)));
    WorkingIndex index(layout.index());
    index.read();
    index.apply(landing_edit(waiting));
    index.flush(true);
    lander.forget(waiting);
  }

  Backlog read() { return read_index_file(layout.index()); }
  Rollback all() {
    Rollback rollback;
    rollback.landings = standing_landings(repository(), tip());
    return rollback;
  }
  auto publish(const Rollback& rollback) {
    auto moves = publisher();
    return publish_rollback(repository(), moves, rollback, read(), "run-2", frozen);
  }
  Recovered recovered() {
    auto moves = publisher();
    CommitQueue queue(layout.queue());
    return recover(repository(), layout, "refs/heads/main", moves, queue);
  }
  void journal(const EventBody& event) { Journal(layout.journal("run-2")).take({frozen, event}); }

  ObjectId before;
};

TEST_F(RollbackTest, LeavesTheFilesAndTheStatesFromBefore) {
  const auto taken = publish(all());
  ASSERT_EQ(std::get<std::vector<TakenBack>>(taken).size(), 2U);
  EXPECT_EQ(on_branch("a"), "a\n");
  EXPECT_EQ(on_branch("b"), "b\n");
  const Backlog branch = read_index_text(on_branch(index_in_tree), "the branch's");
  EXPECT_EQ(branch[0].state, State::unprocessed);
  EXPECT_EQ(branch[1].state, State::unprocessed);
  EXPECT_EQ(user.read("a"), "a\n");
  EXPECT_TRUE(standing_landings(repository(), tip()).empty());
}

TEST_F(RollbackTest, OnlyTheSubTasksThatTheLandingDidAreToBeDoneAgain) {
  publish(all());
  const std::string index = on_branch(index_in_tree);
  EXPECT_NE(index.find(R"({"id": "a", "status": "done"})"), std::string::npos) << index;
  EXPECT_NE(index.find(R"({"id": "b", "status": "UNPROCESSED"})"), std::string::npos) << index;
  EXPECT_NE(index.find(R"({"id": "c", "status": "pending"})"), std::string::npos) << index;
}

TEST_F(RollbackTest, SaysItsIntentBeforeTheBranchMovesAndTheRestAfter) {
  const ObjectId old_tip = tip();
  sink.before = [&](const Event& event) {
    if (std::holds_alternative<event::LandingIntent>(event.body)) {
      EXPECT_EQ(tip(), old_tip);
    }
  };
  publish(all());
  const auto intents = sink.all<event::LandingIntent>();
  const auto taken = sink.all<event::RolledBack>();
  ASSERT_EQ(intents.size(), 2U);
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(intents[0].ticket, "T-2");
  EXPECT_EQ(intents[1].new_tip, tip());
  EXPECT_EQ(taken[1].commit, tip());
  EXPECT_EQ(taken[0].landing, old_tip);
  EXPECT_TRUE(sink.all<event::Landed>().empty());
}

TEST_F(RollbackTest, ChangesNothingWhereALaterChangeIsInTheWay) {
  user.write("a", "changed by hand\n");
  const ObjectId by_hand = user.commit_all("by hand");
  const auto taken = publish(all());
  const auto* clashes = std::get_if<Clashes>(&taken);
  ASSERT_TRUE(clashes);
  ASSERT_EQ(clashes->size(), 1U);
  EXPECT_EQ(clashes->front().ticket, "T-1");
  EXPECT_EQ(clashes->front().paths, List{"a"});
  EXPECT_EQ(tip(), by_hand);
  EXPECT_TRUE(sink.events.empty());
}

TEST_F(RollbackTest, IsDoneOnceWhereSomebodyElseWasFaster) {
  const Rollback planned = all();
  publish(planned);
  const ObjectId after = tip();
  EXPECT_TRUE(std::get<std::vector<TakenBack>>(publish(planned)).empty());
  EXPECT_EQ(tip(), after);
}

TEST_F(RollbackTest, KilledBehindTheMoveIsBroughtToItsEndByTheNextRun) {
  sink.before = [&](const Event& event) {
    if (std::holds_alternative<event::RolledBack>(event.body)) throw test::Killed{};
    journal(event.body);
  };
  EXPECT_THROW(publish(all()), test::Killed);
  EXPECT_EQ(read()[0].state, State::completed) << "the file is behind";
  const auto found = recovered();
  WorkingIndex index(layout.index());
  finish_rollback(index, found.rolled_back);
  EXPECT_EQ(user.read("a"), "a\n");
  EXPECT_EQ(user.status(), "");
  journal(event::RunFinished{});
  EXPECT_TRUE(recovered().rolled_back.empty()) << "what a run has seen to is over";
}

TEST_F(RollbackTest, KilledBeforeTheMoveWasNone) {
  sink.before = [&](const Event& event) {
    journal(event.body);
    throw test::Killed{};
  };
  EXPECT_THROW(publish(all()), test::Killed);
  EXPECT_TRUE(recovered().rolled_back.empty());
}

TEST_F(RollbackTest, WhatAPersonDecidedMeanwhileStays) {
  publish(all());
  user.write(".sage/tickets/index.json", R"({"tickets": [
    {"id": "T-1", "title": "One", "state": "DEFERRED"}]})");
  WorkingIndex index(layout.index());
  finish_rollback(index, {{.ticket = "T-1"}, {.ticket = "T-9"}});
  EXPECT_EQ(read()[0].state, State::deferred);
}

TEST_F(RollbackTest, AResultThatWasTakenBackNeitherCountsAsLandedNorLandsByItself) {
  const auto landing = standing_landings(repository(), tip()).front();
  CommitQueue queue(layout.queue());
  const Outcome made = result("T-2", "b", "again\n", 2);
  const QueueEntry waiting = queue.add(entry(made));
  auto moves = publisher();
  GitLander lander(repository(), moves);
  lander.land({landing_of(waiting)}, std::nullopt);  // and killed before it was tidied up
  publish(all());
  const auto found = recovered();
  EXPECT_TRUE(found.landed.empty());
  EXPECT_TRUE(found.to_land.empty());
  EXPECT_TRUE(CommitQueue(layout.queue()).list().entries.empty());
  EXPECT_TRUE(list_pins(repository()).empty());
  EXPECT_EQ(landing.ticket, "T-2");
}

TEST_F(RollbackTest, AClosedEpicThatWasReopenedIsNotClosedByRecovery) {
  journal(event::Closed{"E-1"});
  auto rollback = all();
  rollback.reopened = {"E-1"};
  sink.before = [&](const Event& event) { journal(event.body); };
  EXPECT_TRUE(recovered().settled.contains("E-1"));
  publish(rollback);
  EXPECT_FALSE(recovered().settled.contains("E-1"));
}

}  // namespace
}  // namespace sage
