#include "report/junit.h"

#include <gmock/gmock.h>

#include "os/file.h"
#include "os/process.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using testing::HasSubstr;
using testing::Not;

TicketFacts ticket(const char* id, const char* state) {
  return {.id = id, .title = "Title", .component = "A", .state = state};
}

TicketFacts deferred_ticket() {
  TicketFacts out = ticket("A-2", "deferred");
  out.settled_ms = 900;
  out.category = "persistent_test_failure";
  out.message = "unit FAIL: exit status 1";
  out.last_error = "first\n\tsecond <b> & \"c\"\n";
  return out;
}

RunFacts facts(std::vector<TicketFacts> tickets) {
  RunFacts out;
  out.run = "20261120-223501-k3x9";
  out.branch = "refs/heads/main";
  out.started = "2026-11-20T22:35:01.123Z";
  out.wall_ms = 61'700;
  out.tickets = std::move(tickets);
  return out;
}

/// What xmllint has to say against the document; empty: it is as the schema has it.
std::string problems(const std::string& document) {
  const test::TempFolder folder;
  replace_file(folder.path() / "junit.xml", document);
  SpawnRequest request;
  const fs::path schema = fs::path(__FILE__).parent_path() / "junit.xsd";
  request.argv = {"xmllint", "--nonet", "--noout", "--schema", schema.string(), "junit.xml"};
  request.folder = folder.path();
  request.environment = {"PATH=/usr/bin:/bin"};
  const Captured ran = run_captured(std::move(request));
  return ran.status.ok() ? "" : ran.err + ran.out;
}

TEST(JUnit, TellsOfEachTicketHowItEnded) {
  TicketFacts landed = ticket("A-1", "landed");
  landed.agent_ms = 12'400;
  landed.check_ms = 100;
  landed.attempts_made = 2;
  landed.checks = {{.name = "unit", .verdict = Verdict::PASS, .runs = 3, .milliseconds = 100}};
  landed.gate_verdict = "PASS";
  landed.gate_remembered = true;
  TicketFacts blocked = ticket("A-3", "blocked");
  blocked.blocked_by = {"A-3", "A-9", "A-2"};
  TicketFacts other = ticket("B-1", "no_change");
  other.component = "B";
  const std::string document =
      junit(facts({landed, deferred_ticket(), blocked, ticket("A-4", "not_started"), other}));
  EXPECT_EQ(problems(document), "");
  EXPECT_THAT(document, HasSubstr(R"(<testsuites name="sage-stream" tests="5" failures="1")"));
  EXPECT_THAT(document, HasSubstr(R"(<testsuite name="A" tests="4" failures="1" errors="0" )"
                                  R"(skipped="2" time="12.500" timestamp="2026-11-20T22:35:01">)"));
  EXPECT_THAT(document, HasSubstr(R"(<testcase classname="A" name="A-1 Title" time="12.500">)"));
  EXPECT_THAT(document, HasSubstr("2 attempts\nunit PASS in 100ms (3 runs)\n"
                                  "gate: PASS (remembered of the same tree)</system-out>"));
  EXPECT_THAT(document, HasSubstr("<failure type=\"persistent_test_failure\" "
                                  "message=\"unit FAIL: exit status 1\">first\n second &lt;b&gt; "
                                  "&amp; &quot;c&quot;</failure>"));
  EXPECT_THAT(document, HasSubstr(R"(<skipped message="blocked by A-9 -&gt; A-2"/>)"));
  EXPECT_THAT(document, HasSubstr(R"(<skipped message="not started"/>)"));
  EXPECT_THAT(document, HasSubstr(R"(<testcase classname="B" name="B-1 Title" time="0.000"/>)"));
}

TEST(JUnit, LeavesOutWhatWasDoneBeforeTheRun) {
  EXPECT_THAT(junit(facts({ticket("A-1", "done")})), Not(HasSubstr("testcase")));
}

TEST(JUnit, FailsForNoDeferralOfAnEarlierRun) {
  TicketFacts before = deferred_ticket();
  before.settled_ms = -1;
  const std::string document = junit(facts({before}));
  EXPECT_THAT(document, HasSubstr(R"(failures="0")"));
  EXPECT_THAT(document,
              HasSubstr("<skipped message=\"deferred before this run: persistent_test_failure: "));
}

TEST(JUnit, OfNothingIsValid) { EXPECT_EQ(problems(junit(facts({}))), ""); }

TEST(JUnit, HoldsAnyText) {
  std::string every_byte;
  for (int c = 1; c < 256; ++c) every_byte += static_cast<char>(c);
  every_byte += "]]><!-- &x; --></testcase>\uFFFE\uFFFF\U0001F600" + std::string(1, '\0');
  TicketFacts hostile = deferred_ticket();
  hostile.title = every_byte;
  hostile.component = "C" + every_byte;
  hostile.category = hostile.message = hostile.last_error = hostile.summary = every_byte;
  hostile.checks = {{.name = every_byte, .message = every_byte, .output = every_byte}};
  hostile.gate_verdict = "FAIL";
  hostile.gate_checks = hostile.checks;
  TicketFacts cut_alike = hostile;
  cut_alike.id = "A-3";
  const std::string document = junit(facts({hostile, cut_alike}));
  EXPECT_EQ(problems(document), "");
  EXPECT_THAT(document, HasSubstr("\\x1b"));
  EXPECT_THAT(document, HasSubstr("\U0001F600"));
}

TEST(JUnit, GivesNoOrders) {
  TicketFacts hostile = deferred_ticket();
  hostile.last_error = "x\n::add-mask::the\n  ::error::e\n##[debug]d";
  const std::string document = junit(facts({hostile}));
  EXPECT_THAT(document, Not(HasSubstr("\n::")));
  EXPECT_THAT(document, Not(HasSubstr("\n  ::")));
  EXPECT_THAT(document, Not(HasSubstr("##[")));
}

TEST(JUnit, KeepsTheEndOfALongText) {
  TicketFacts long_one = deferred_ticket();
  long_one.last_error = std::string(1 << 20, 'x') + "\nthe end";
  EXPECT_THAT(junit(facts({long_one})), HasSubstr(">…\nthe end</failure>"));
  long_one.last_error = std::string(1 << 20, 'x');
  const std::string document = junit(facts({long_one}));
  EXPECT_THAT(document, HasSubstr(">…\nxxx"));
  EXPECT_LT(document.size(), 20'000u);
}

}  // namespace
}  // namespace sage
