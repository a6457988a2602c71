#include "report/run_facts.h"

#include <gtest/gtest.h>

#include "report/gated_run.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

RunFacts gated_facts() {
  const Backlog backlog = read_index_text(gated_backlog, "index.json");
  return facts_of(a_gated_run(), &backlog, 0);
}

const TicketFacts& ticket_of(const RunFacts& facts, std::string_view id) {
  return *std::ranges::find(facts.tickets, id, &TicketFacts::id);
}

std::vector<std::string> counts(const RunFacts& facts) {
  std::vector<std::string> out;
  for (const auto& state : facts.states) out.push_back(format("{} {}", state.tickets, state.state));
  return out;
}

using Texts = std::vector<std::string>;

TEST(RunFacts, SaysWhatTheRunWas) {
  const RunFacts facts = gated_facts();
  EXPECT_EQ(facts.run, "20261120-223501-test");
  EXPECT_EQ(facts.branch, "main");
  EXPECT_EQ(facts.standing, "finished");
  EXPECT_EQ(facts.exit_code, 1);
  EXPECT_EQ(facts.wall_ms, 6000);
  EXPECT_EQ(facts.runs.back().done, 3u);
  EXPECT_EQ(facts.runs.back().deferred, 1u);
}

TEST(RunFacts, EveryTicketOfTheBacklogStandsSomewhere) {
  EXPECT_EQ(counts(gated_facts()),
            (Texts{"2 landed", "1 no_change", "1 done", "2 deferred", "1 blocked"}));
}

TEST(RunFacts, OfATicketTellsAttemptsChecksAndTimes) {
  const RunFacts facts = gated_facts();
  const TicketFacts& ticket = ticket_of(facts, "A-2");
  EXPECT_EQ(ticket.state, "landed");
  EXPECT_EQ(ticket.depends_on, Texts{"A-1"});
  EXPECT_EQ(ticket.attempts_made, 2);
  ASSERT_EQ(ticket.attempts.size(), 2u);
  EXPECT_EQ(ticket.attempts[1].end, "result");
  EXPECT_EQ(ticket.agent_ms, 1000);
  EXPECT_EQ(ticket.queue_ms, 470);
  EXPECT_EQ(ticket.begin_ms, 100);
  EXPECT_EQ(ticket.settled_ms, 2400);
  EXPECT_EQ(ticket.checks.front().name, "unit");
  EXPECT_EQ(ticket.gate_verdict, "PASS");
  EXPECT_TRUE(ticket.gate_remembered);
  EXPECT_EQ(ticket.commit, id_of(22));
}

TEST(RunFacts, SaysWhyATicketIsDeferredOrBlocked) {
  const RunFacts facts = gated_facts();
  EXPECT_EQ(ticket_of(facts, "B-1").category, "timeout");
  EXPECT_EQ(ticket_of(facts, "B-1").last_error, "killed");
  EXPECT_EQ(ticket_of(facts, "B-2").blocked_by, (Texts{"B-2", "B-1"}));
  EXPECT_EQ(ticket_of(facts, "C-3").category, "stalled") << "of an earlier run: from the index";
  EXPECT_EQ(ticket_of(facts, "C-3").message, "fell silent");
}

TEST(RunFacts, CountsByComponent) {
  const RunFacts facts = gated_facts();
  Texts lines;
  for (const auto& c : facts.components)
    lines.push_back(format("{}: {} tickets, {} done, {} now, {} deferred, {} blocked", c.component,
                           c.tickets, c.done, c.done_now, c.deferred, c.blocked));
  EXPECT_EQ(lines, (Texts{"A: 2 tickets, 2 done, 2 now, 0 deferred, 0 blocked",
                          "B: 1 tickets, 0 done, 0 now, 1 deferred, 0 blocked",
                          "C: 3 tickets, 2 done, 1 now, 1 deferred, 0 blocked",
                          "odd: 1 tickets, 0 done, 0 now, 0 deferred, 1 blocked"}));
}

TEST(RunFacts, MeasuresHowFastTicketsWereDone) {
  const Velocity velocity = gated_facts().velocity;
  EXPECT_EQ(velocity.done, 3u);
  EXPECT_DOUBLE_EQ(velocity.per_hour, 3 * 600);
  EXPECT_EQ(velocity.mean_agent_ms, (500 + 1000 + 250) / 3);
  EXPECT_EQ(velocity.mean_lead_ms, (1250 + 2300 + 300) / 3);
}

TEST(RunFacts, WithoutABacklogHoldsWhatTheJournalTells) {
  const RunFacts facts = facts_of(a_gated_run(), nullptr, 0);
  EXPECT_EQ(facts.tickets.size(), 5u);
  EXPECT_EQ(ticket_of(facts, "A-1").title, "Do A-1");
  EXPECT_EQ(ticket_of(facts, "A-1").component, "A");
}

TEST(RunFacts, OfABacklogWithACycleShowNoDependenciesAndSaySo) {
  const Backlog backlog = read_index_text(
      R"({"tickets": [{"id": "A-1", "title": "a", "state": "UNPROCESSED", "dependencies": ["A-2"]},
                      {"id": "A-2", "title": "b", "state": "UNPROCESSED", "dependencies": ["A-1"]}]})",
      "index.json");
  const RunFacts facts = facts_of(a_gated_run(), &backlog, 0);
  EXPECT_TRUE(ticket_of(facts, "A-1").depends_on.empty());
  ASSERT_EQ(facts.warnings.size(), 1u);
  EXPECT_NE(facts.warnings[0].find("cycle"), std::string::npos) << facts.warnings[0];
}

TEST(RunFacts, OfARunThatGoesOnSaySo) {
  auto events = a_gated_run();
  events.resize(8);
  const RunFacts now = facts_of(events, nullptr, run_start + 9000);
  EXPECT_EQ(now.standing, "going on");
  EXPECT_EQ(now.wall_ms, 9000);
  EXPECT_FALSE(now.exit_code);
  EXPECT_EQ(facts_of(events, nullptr, 0).standing, "cut short");
}

TEST(RunFacts, AreTheDocumentThatTheyAreWrittenAs) {
  const RunFacts facts = gated_facts();
  const json::value document = to_json(facts);
  EXPECT_EQ(document.as_object().begin()->key(), "schema");
  EXPECT_EQ(document.at("schema"), "sage.report/1");
  RunFacts read;
  from_json(parse_json(pretty(document), "report"), read, "report");
  EXPECT_EQ(to_json(read), document);
}

}  // namespace
}  // namespace sage
