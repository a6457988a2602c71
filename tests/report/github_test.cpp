#include "report/github.h"

#include <gmock/gmock.h>

#include <sstream>

namespace sage {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

TicketFacts deferred_ticket(int number) {
  TicketFacts ticket{.id = format("A-{}", number), .title = "Title", .component = "A"};
  ticket.state = "deferred";
  ticket.line = 7;
  ticket.settled_ms = 1;
  ticket.category = "failed";
  ticket.message = "exit status 1";
  return ticket;
}

RunFacts facts_with(int deferrals, int warnings) {
  RunFacts facts{.run = "r", .branch = "main"};
  for (int i = 1; i <= deferrals; ++i) facts.tickets.push_back(deferred_ticket(i));
  for (int i = 1; i <= warnings; ++i) facts.warnings.push_back(format("warning {}", i));
  facts.states = {{"deferred", static_cast<std::uint64_t>(deferrals)}};
  return facts;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::size_t count(const std::vector<std::string>& lines, std::string_view beginning) {
  return static_cast<std::size_t>(
      std::ranges::count_if(lines, [&](const auto& line) { return line.starts_with(beginning); }));
}

TEST(Annotations, AreErrorsAtTheLinesOfTheIndexWarningsAndANotice) {
  RunFacts facts = facts_with(1, 1);
  facts.tickets[0].last_error = "boom";
  EXPECT_EQ(annotations(facts),
            "::error title=A-1 deferred%3A failed,file=.sage/tickets/index.json,line=7::"
            "Title%0Aexit status 1%0Alast error: boom\n"
            "::warning title=sage-stream::warning 1\n"
            "::notice title=sage-stream::run r on main: 1 deferred in 0ms\n");
}

TEST(Annotations, AreNotMadeOfWhatAnEarlierRunDeferred) {
  RunFacts facts = facts_with(1, 0);
  facts.tickets[0].settled_ms = -1;
  EXPECT_EQ(count(lines_of(annotations(facts)), "::error"), 0u);
}

TEST(Annotations, OfATicketThatTheIndexDoesNotHoldHaveNoPlace) {
  RunFacts facts = facts_with(1, 0);
  facts.tickets[0].line = 0;
  EXPECT_THAT(annotations(facts), StartsWith("::error title=A-1 deferred%3A failed::Title"));
}

TEST(Annotations, AreTenOfAKindAtMostAndTheLastNamesTheRest) {
  EXPECT_EQ(count(lines_of(annotations(facts_with(10, 10))), "::error title=A-"), 10u);
  const auto lines = lines_of(annotations(facts_with(12, 11)));
  EXPECT_EQ(count(lines, "::error"), 10u);
  EXPECT_EQ(count(lines, "::warning"), 10u);
  EXPECT_THAT(lines, testing::Contains("::error title=and 3 more::A-10 deferred: failed, A-11 "
                                       "deferred: failed, A-12 deferred: failed"));
}

TEST(Annotations, AreOrdersOfNobodyElse) {
  RunFacts facts = facts_with(1, 1);
  facts.tickets[0].title = "x\n::add-mask::the\r\n::error::y";
  facts.tickets[0].category = "a,b:c::d\n";
  facts.tickets[0].message = "\n::set-output name=x::y";
  facts.warnings[0] = "::stop-commands::z\n::debug::w";
  const auto lines = lines_of(annotations(facts));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], StartsWith("::error title=A-1 deferred%3A a%2Cb%3Ac%3A%3Ad,file="));
  EXPECT_THAT(lines[1], StartsWith("::warning title=sage-stream::"));
}

TEST(JobSummary, IsTheProgressReport) {
  const std::string text = job_summary(facts_with(2, 0), 1 << 20);
  EXPECT_THAT(text, StartsWith("# Run r on main\n"));
  EXPECT_THAT(text, HasSubstr("| A-2 | Title | failed | exit status 1 |"));
}

TEST(JobSummary, IsMarkupOfNobodyElse) {
  RunFacts facts = facts_with(1, 0);
  facts.tickets[0].title = "a | b <script>\n# c";
  EXPECT_THAT(job_summary(facts, 1 << 20), HasSubstr("| a \\| b &lt;script> # c |"));
}

TEST(JobSummary, LeavesWholeLinesOutThatDoNotFit) {
  const RunFacts facts = facts_with(5000, 0);
  const std::string whole = job_summary(facts, 10 << 20);
  const std::string text = job_summary(facts, 100'000);
  EXPECT_LE(text.size(), 100'000u);
  EXPECT_GT(text.size(), 99'000u);
  EXPECT_THAT(text, EndsWith("|\n\nThe rest does not fit into the summary of a job: `sage-stream "
                             "report` has it.\n"));
  EXPECT_EQ(job_summary(facts, whole.size()), whole);
  EXPECT_EQ(job_summary(facts, 10), "");
}

}  // namespace
}  // namespace sage
