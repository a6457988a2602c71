#include "validate/validate.h"

#include <gmock/gmock.h>

#include <random>

#include "base/error.h"
#include "plan/graph.h"
#include "ticket/read_index.h"
#include "validate/fixtures.h"

namespace sage {
namespace {

using test::report_on;
using test::rules_broken;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Validate, FindsNothingInARealisticBacklog) {
  EXPECT_THAT(rules_broken(test::read_text(test::fixtures("backlogs") / "realistic.json")),
              IsEmpty());
}

TEST(Validate, FindsNoErrorInWhatARunTakes) {
  for (const auto& entry : std::filesystem::directory_iterator(test::fixtures("backlogs"))) {
    if (entry.path().extension() != ".json") continue;
    EXPECT_EQ(report_on(test::read_text(entry.path())).count(Severity::error), 0u) << entry.path();
  }
}

TEST(Validate, CountsLinesAndCharacters) {
  const auto report = report_on(
      "\xEF\xBB\xBF{\"tickets\":\r\n [{\"id\":\"A-1\",\"title\":\"äö\","
      "\"state\":7}]}");
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].line, 2u);
  EXPECT_EQ(report.findings[0].column, 36u);
}

TEST(Validate, CountsColumnsOfTheFirstLineWithoutTheByteOrderMark) {
  EXPECT_EQ(report_on("\xEF\xBB\xBF[]").findings.at(0).column, 1u);
}

TEST(Validate, NamesTheTicketTheMemberAndAHint) {
  const auto report = report_on(
      R"({"tickets":[{"dependencies":["AUTH-01"],"id":"AUTH-001","title":"","state":"DEFERRED"}]})");
  ASSERT_EQ(report.findings.size(), 1u);
  const Finding& finding = report.findings[0];
  EXPECT_EQ(finding.ticket, "AUTH-001");
  EXPECT_EQ(finding.field, "dependencies");
  EXPECT_EQ(finding.message, "ticket AUTH-001: dependencies: no ticket \"AUTH-01\"");
  EXPECT_EQ(finding.hint, "did you mean AUTH-001?");
}

std::string chain(int tickets, const std::string& last_waits_for) {
  std::string text = R"({"tickets":[)";
  for (int i = 0; i < tickets; ++i)
    text += format(R"({}{{"id":"T-{}","title":"t","state":"UNPROCESSED","dependencies":["T-{}"]}})",
                   i > 0 ? "," : "", i, i + 1 < tickets ? std::to_string(i + 1) : last_waits_for);
  return text + "]}";
}

TEST(Validate, FindsACycleOfManyTicketsOnOneLine) {
  EXPECT_THAT(rules_broken(chain(20'000, "0")), ElementsAre("cycle"));
}

TEST(Validate, TellsManyFindingsOnOneLine) {
  std::string text = R"({"tickets":[)";
  for (int i = 0; i < 20'000; ++i)
    text += format(R"({}{{"id":"T-{}","title":"t","state":"X","dependencies":["U-{}"]}})",
                   i > 0 ? "," : "", i, i);
  EXPECT_EQ(report_on(text + "]}").count(Severity::error), 40'000u);
}

TEST(Validate, LooksAtATicketOfManyReferencesOnce) {
  std::string ids, hub;
  for (int i = 0; i < 20'000; ++i) {
    ids += format(R"(,{{"id":"T-{}","title":"t","state":"UNPROCESSED","blockedBy":["H-1"]}})", i);
    hub += format(R"({}"T-{}")", i > 0 ? "," : "", i);
  }
  const auto report = report_on(R"({"tickets":[{"id":"H-1","title":"t","state":"IN_PROGRESS",)"
                                R"("blocks":[],"relatedTo":[)" +
                                hub + R"(],"blockedBy":[)" + hub + "]}" + ids + "]}");
  EXPECT_EQ(report.findings.size(), 20'000u + 1u + 1u);  // no answer, one cycle, blocked itself
}

TEST(Validate, DoesNotLookAtWhatStandsBehindTextThatIsNoJson) {
  EXPECT_THAT(rules_broken(R"({"tickets":[{"id":"A-1","dependencies":["X-1"],]})"),
              ElementsAre("invalid-json"));
}

TEST(Validate, LeavesAContainerAloneThatIsWorkedOnBeforeItsTime) {
  EXPECT_THAT(rules_broken(R"({"tickets":[{"id":"A-1","title":"t","state":"UNPROCESSED"},
                {"id":"E-1","title":"t","state":"IN_PROGRESS","type":"Epic","blockedBy":["A-1"]}]})"),
              IsEmpty());
}

TEST(Validate, LeavesTheChecksOfWhatIsDoneAlone) {
  EXPECT_THAT(rules_broken(R"({"tickets":[{"id":"A-1","title":"t","state":"COMPLETED","tasks":7},
                                          {"id":"B-1","title":"t","state":"DEFERRED","tasks":7}]})"),
              ElementsAre("invalid-checks"));
}

/// A ticket file for A-1 only.
class OneTicketFile : public Files {
 public:
  std::optional<std::string> read(const std::string&) const override { return std::nullopt; }
  bool exists(const std::string&) const override { return true; }
  std::vector<std::string> names_in(const std::string&) const override { return {"A-1.md"}; }
};

TEST(Validate, ExpectsATicketFileWhereHalfOfTheTicketsOfATypeHaveTheirs) {
  const OneTicketFile files;
  const std::string two = R"({"tickets":[{"id":"A-1","title":"t","state":"DEFERRED","type":"story"},
                                         {"id":"B-1","title":"t","state":"DEFERRED","type":"Story"}])";
  std::string three = two;
  three.insert(three.size() - 1, R"(,{"id":"C-1","title":"t","state":"DEFERRED","type":"story"})");
  EXPECT_THAT(rules_broken(two + "}", {&files}), ElementsAre("missing-ticket-file"));
  EXPECT_THAT(rules_broken(three + "}", {&files}), IsEmpty());
}

TEST(Validate, LooksForNoFilesUnlessTold) {
  EXPECT_THAT(rules_broken(R"({"tickets":[{"id":"A-1","title":"t","state":"UNPROCESSED",
                              "agent":"x","docs":{"spec":"gone.md"}}]})"),
              IsEmpty());
}

TEST(Validate, TakesOnlyPathsThatLeadIntoTheRepositoryForDocuments) {
  const test::FolderFiles none("/nowhere");
  EXPECT_THAT(rules_broken(R"({"tickets":[{"id":"A-1","title":"t","state":"UNPROCESSED",
                "docs":["https://a.example/b.md","/etc/none.md","../up.md","a/../../up.md","see b",
                        "#anchor","","\u001b.md"],
                "context":{"why":"src/new.c","spec":"a//b/./c.md"}}]})",
                           {&none}),
              ElementsAre("missing-document"));
}

/// An index as people and tools leave it.
std::string random_index(std::mt19937& random) {
  const auto below = [&](int n) { return std::uniform_int_distribution<>(0, n - 1)(random); };
  const auto id = [&] { return format("\"{}-{}\"", below(60) == 0 ? "a" : "A", below(6)); };
  const auto list = [&] {
    std::string ids;
    for (int i = below(3); i > 0; --i) ids += (ids.empty() ? "" : ", ") + id();
    return "[" + ids + "]";
  };
  const char* states[] = {"UNPROCESSED", "IN_PROGRESS", "COMPLETED", "DEFERRED"};
  std::string text;
  for (int i = 0; i < 6; ++i) {
    text += text.empty() ? "" : ",\n  ";
    text += format(R"({{"id": "A-{}", "title": "t", "state": "{}")", i, states[below(4)]);
    for (const char* member : {"dependencies", "blocks", "blockedBy", "children", "relatedTo"})
      if (below(6) == 0) text += format(R"(, "{}": {})", member, list());
    if (below(9) == 0) text += ", \"parent\": " + id();
    text += "}";
  }
  return "{\"tickets\": [" + text + "]}\n";
}

TEST(Validate, HasAnErrorExactlyIfARunRefusesTheIndex) {
  std::mt19937 random(11);
  int refused = 0;
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = random_index(random);
    bool is_refused = false;
    try {
      Graph::build(read_index_text(text, "index.json"));
    } catch (const Error&) {
      is_refused = true;
    }
    refused += is_refused ? 1 : 0;
    EXPECT_EQ(report_on(text).count(Severity::error) > 0, is_refused) << text;
  }
  EXPECT_GT(refused, 500);
  EXPECT_LT(refused, 4'990);
}

TEST(Rules, AreErrorsWhereReadingRefuses) {
  for (const char* name :
       {"everything-at-once", "effort-is-text", "priority-unknown", "id-unusual"}) {
    std::string text = test::read_text(test::fixtures("broken") / (std::string(name) + ".json"));
    for (const auto& problem : survey_index(text).problems)
      EXPECT_EQ(problem.is_error, rule_named(problem.rule).severity == Severity::error)
          << problem.rule;
  }
}

TEST(Rules, AreAllDocumented) {
  const std::string page = test::read_text(test::fixtures("../docs") / "VALIDATE.md");
  for (const Rule& rule : rules())
    EXPECT_NE(page.find(format("| `{}` | {} |", rule.id, to_string(rule.severity))),
              std::string::npos)
        << rule.id;
}

}  // namespace
}  // namespace sage
