#include "validate/fix.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "validate/fixtures.h"

namespace sage {
namespace {

using test::rules_broken;

std::string fixed(std::string text) { return fixed_index(survey_index(text)); }

std::string index_with(const std::string& members) {
  return R"({"tickets": [{"id": "A-1", "title": "t", "state": "UNPROCESSED"},
  {)" + members +
         R"( "id": "B-1", "title": "t", "state": "UNPROCESSED"}]})";
}

/// What becomes of members of a ticket beside A-1.
void expect_fixed(const std::string& members, const std::string& expected) {
  EXPECT_EQ(fixed(index_with(members)), index_with(expected));
}

TEST(Fix, RemovesReferencesThatLeadNowhere) {
  expect_fixed(R"("dependencies": ["X-1", "A-1", "X-2"],)", R"("dependencies": ["A-1"],)");
  expect_fixed(R"("blocks": ["X-1"],)", R"("blocks": [],)");
  expect_fixed(R"("blockedBy":[ "A-1" , "X-1" ],)", R"("blockedBy":[ "A-1" ],)");
  expect_fixed(R"("children": ["A-1","X-1"],)", R"("children": ["A-1"],)");
  expect_fixed(R"("relatedTo": ["\u0058-1", "\u0041-1"],)", R"("relatedTo": ["\u0041-1"],)");
}

TEST(Fix, RemovesAMemberThatIsOneReference) {
  expect_fixed(R"("parent": "X-1", "type": "task",)", R"("type": "task",)");
  expect_fixed(R"("type": "task", "discoveredFrom": "X-1", "parent": "A-1",)",
               R"("type": "task", "parent": "A-1",)");
}

TEST(Fix, RemovesEntriesThatAreThereTwice) {
  expect_fixed(R"("dependencies": ["A-1", "A-1", "\u0041-1"],)", R"("dependencies": ["A-1"],)");
  expect_fixed(R"("relatedTo": ["A-1", "A-1"],)", R"("relatedTo": ["A-1"],)");
}

TEST(Fix, FillsBlockedByUpFromBlocks) {
  const std::string text = R"({"tickets": [
    {"id": "A-1", "title": "t", "state": "UNPROCESSED", "blocks": ["B-1", "C-1", "D-1"]},
    {"id": "B-1", "title": "t", "state": "UNPROCESSED", "blockedBy": []},
    {"id": "C-1", "title": "t", "state": "UNPROCESSED", "blockedBy": ["B-1"]},
    {"id": "D-1", "title": "t", "state": "UNPROCESSED"}]})";
  std::string expected = text;
  expected.replace(expected.find("[]"), 2, R"(["A-1"])");
  expected.replace(expected.find(R"(["B-1"]})"), 7, R"(["B-1", "A-1"])");
  EXPECT_EQ(fixed(text), expected);
}

TEST(Fix, DropsNothingThatIsWaitedFor) {
  const std::string text = R"({"tickets": [
    {"id": "A-1", "title": "t", "state": "UNPROCESSED", "blocks": []},
    {"id": "B-1", "title": "t", "state": "UNPROCESSED", "blockedBy": ["A-1"]}]})";
  EXPECT_EQ(fixed(text), text);
}

TEST(Fix, LeavesWhatHasMoreThanOneAnswer) {
  for (const char* members :
       {R"("dependencies": ["a-1"],)", R"("dependencies": "X-1",)", R"("dependencies": [7, null],)",
        R"("parent": "",)", R"("state": "X",)", R"("docs": {"spec": "gone.md"},)",
        R"("dependencies": ["B-1"],)", R"("notes": ["X-1", "X-1"],)"})
    expect_fixed(members, members);
}

TEST(Fix, AddsNothingToTheSecondOfAMemberThatIsThereTwice) {
  for (const char* first : {R"("blockedBy": "A-1")", R"("blockedBy": null)"}) {
    const std::string text = format(R"({{"tickets": [
      {{"id": "A-1", "title": "t", "state": "UNPROCESSED", "blocks": ["B-1"]}},
      {{"id": "B-1", "title": "t", "state": "UNPROCESSED", {}, "blockedBy": []}}]}})",
                                    first);
    EXPECT_EQ(fixed(text), text);
  }
}

TEST(Fix, KeepsTheLayout) {
  const std::string text = test::read_text(test::fixtures("backlogs") / "tabs.json");
  EXPECT_EQ(fixed(text), text);
  expect_fixed("\"dependencies\": [\r\n\t\"X-1\",\r\n\t\"A-1\"\r\n ],",
               "\"dependencies\": [\r\n\t\"A-1\"\r\n ],");
}

TEST(Fix, OfALongListOfOrphansTakesOnePass) {
  std::string orphans;
  for (int i = 0; i < 20'000; ++i) orphans += format("\"X-{}\",", i);
  expect_fixed("\"dependencies\": [" + orphans + "\"A-1\"],", R"("dependencies": ["A-1"],)");
}

TEST(Fix, OfWhatIsBrokenOtherwiseMendsItsPartAndEndsAfterOnce) {
  for (const auto& entry : std::filesystem::directory_iterator(test::fixtures("broken"))) {
    if (entry.path().extension() != ".json") continue;
    std::string text = test::read_text(entry.path());
    const IndexSurvey survey = survey_index(text);
    if (!survey.backlog) continue;
    const std::string once = fixed_index(survey);
    EXPECT_EQ(fixed(once), once) << entry.path();
    const auto left = rules_broken(once);
    for (const char* rule : {"duplicate-entry", "dangling-mention"})
      EXPECT_EQ(std::ranges::count(left, rule), 0) << entry.path();
  }
}

}  // namespace
}  // namespace sage
