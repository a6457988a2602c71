#include "validate/print.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "validate/fixtures.h"

namespace sage {
namespace {

using testing::HasSubstr;

Finding a_finding(const char* rule = "unknown-state") {
  return {.rule = &rule_named(rule),
          .file = "a b/100%,x:y.json",
          .line = 3,
          .column = 7,
          .ticket = "A-1",
          .field = "state",
          .message = "ticket A-1: 100%, no: state",
          .hint = "did you mean it?"};
}

TEST(HumanText, IsALikeACompilersMessage) {
  EXPECT_EQ(human_text({1, {a_finding()}}),
            "a b/100%,x:y.json:3:7: error: ticket A-1: 100%, no: state [unknown-state]\n"
            "  hint: did you mean it?\n");
}

TEST(ValidationJson, BeginsWithItsSchemaAndHoldsEveryField) {
  EXPECT_EQ(json::serialize(validation_json({1, {a_finding()}})),
            R"({"schema":"sage.validation/1","tickets":1,"errors":1,"warnings":0,"findings":[)"
            R"({"file":"a b/100%,x:y.json","line":3,"column":7,"ticket":"A-1","field":"state",)"
            R"("rule":"unknown-state","severity":"error","message":"ticket A-1: 100%, no: state",)"
            R"("hint":"did you mean it?"}]})");
}

TEST(Sarif, NamesRuleLevelPlaceAndTicket) {
  const json::value document = sarif({1, {a_finding()}}, "1.2.3");
  const json::value& run = document.at("runs").at(0);
  EXPECT_EQ(document.at("version"), json::value("2.1.0"));
  EXPECT_EQ(run.at("tool").at("driver").at("version"), json::value("1.2.3"));
  const json::value& result = run.at("results").at(0);
  const auto index = result.at("ruleIndex").to_number<std::size_t>();
  EXPECT_EQ(run.at("tool").at("driver").at("rules").at(index).at("id"), result.at("ruleId"));
  EXPECT_EQ(json::serialize(result.at("locations").at(0)),
            R"({"physicalLocation":{"artifactLocation":{"uri":"a%20b/100%25%2Cx%3Ay.json"},)"
            R"("region":{"startLine":3,"startColumn":7}},)"
            R"("logicalLocations":[{"name":"A-1","fullyQualifiedName":"A-1.state"}]})");
}

TEST(Sarif, DescribesEveryRuleWithItsLevel) {
  const json::value document = sarif({}, "1");
  const auto& described = document.at("runs").at(0).at("tool").at("driver").at("rules").as_array();
  ASSERT_EQ(described.size(), rules().size());
  for (std::size_t i = 0; i < described.size(); ++i)
    EXPECT_EQ(described[i].at("defaultConfiguration").at("level"),
              json::value(to_string(rules()[i].severity)));
}

TEST(GithubCommands, EncodeWhatWouldEndThem) {
  EXPECT_EQ(github_commands({1, {a_finding()}}),
            "::error file=a b/100%25%2Cx%3Ay.json,line=3,col=7,title=unknown-state::"
            "ticket A-1: 100%25, no: state%0Ahint: did you mean it?\n");
}

TEST(GithubCommands, AreTenOfEachSeverityAndTellOfTheRest) {
  ValidationReport report{1, std::vector<Finding>(13, a_finding())};
  report.findings.resize(20, a_finding("unusual-id"));
  const std::string text = github_commands(report);
  const auto count = [&](std::string_view what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("::error file="), 10u);
  EXPECT_EQ(count("::warning file="), 7u);
  EXPECT_THAT(text, HasSubstr("::notice title=sage-stream validate::3 more findings are in the "
                              "log: GitHub shows 10 errors and 10 warnings a step\n"));
  EXPECT_EQ(count(": error: "), 3u);
}

TEST(SummaryLine, CountsWhatWasFound) {
  EXPECT_EQ(summary_line({1, {}}), "1 ticket: nothing is wrong");
  EXPECT_EQ(summary_line({46, {a_finding(), a_finding("unusual-id"), a_finding("cycle")}}),
            "2 errors and 1 warning in 46 tickets");
}

}  // namespace
}  // namespace sage
