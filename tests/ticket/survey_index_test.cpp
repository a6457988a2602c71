#include "ticket/survey_index.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "base/json.h"
#include "ticket/fixtures.h"

namespace sage {
namespace {

using test::index_of;
using test::ticket_with;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> rules_in(std::string text) {
  std::vector<std::string> rules;
  for (const auto& problem : survey_index(text).problems) rules.emplace_back(problem.rule);
  return rules;
}

std::vector<std::string> rules_with(const std::string& members) {
  return rules_in(index_of(ticket_with(members)));
}

bool is_refused(const std::string& text) {
  try {
    test::read(text);
    return false;
  } catch (const Error&) {
    return true;
  }
}

bool has_error(std::string text) {
  return std::ranges::any_of(survey_index(text).problems, &IndexProblem::is_error);
}

TEST(SurveyIndex, TellsAllThatIsWrongWhereReadingStopsAtTheFirst) {
  EXPECT_THAT(rules_in(R"({"tickets":[7,{"id":"A-1","state":"DONE","state":1,"blocks":[2,"B"]},
                           {"id":"a-1","title":3,"state":null,"run":[1]}],"tickets":0})"),
              ElementsAre("invalid-shape", "unknown-state", "repeated-member", "wrong-type",
                          "missing-member", "unusual-id", "wrong-type", "unknown-state",
                          "wrong-type", "duplicate-id", "repeated-member"));
}

TEST(SurveyIndex, KeepsWhatCanBeReadBesideWhatIsWrong) {
  std::string text =
      R"({"tickets":["x",{"id":"A-1","title":"t","state":"DONE","blocks":[1,"B-1"]},
                     {"id":"B-1","title":"t","state":"COMPLETED"}]})";
  const auto survey = survey_index(text);
  ASSERT_TRUE(survey.backlog);
  const Backlog& backlog = *survey.backlog;
  ASSERT_EQ(backlog.size(), 3u);
  EXPECT_EQ(backlog[0].json, "");
  EXPECT_THAT(backlog[1].blocks, ElementsAre("B-1"));
  EXPECT_EQ(backlog.find("B-1"), TicketIndex{2});
  EXPECT_EQ(backlog[2].state, State::completed);
}

TEST(SurveyIndex, NamesThePlaceTheTicketAndTheMember) {
  std::string text = R"({"tickets":[{"id":"A-1","title":"t","state":"DONE"}]})";
  const auto problem = survey_index(text).problems.at(0);
  EXPECT_EQ(text.substr(problem.offset, 6), "\"DONE\"");
  EXPECT_EQ(problem.ticket, TicketIndex{0});
  EXPECT_EQ(problem.field, "state");
  EXPECT_EQ(problem.what,
            "state: found \"DONE\", expected UNPROCESSED, IN_PROGRESS, COMPLETED, DEFERRED or "
            "FAILED");
}

TEST(SurveyIndex, FindsTheFirstOfTicketsWithOneId) {
  std::string text = index_of(ticket_with("") + "," + ticket_with(R"("blocks":["Z"],)"));
  const auto survey = survey_index(text);
  EXPECT_EQ(survey.backlog->find("A-1"), TicketIndex{0});
  EXPECT_EQ(survey.backlog->size(), 2u);
  EXPECT_EQ(survey.problems.at(0).first, std::string(R"({"tickets":[)").size());
}

TEST(SurveyIndex, TellsWhatIsNoJsonOnceWithItsPlace) {
  for (std::string text :
       {R"({"tickets":[{"docs":["a.md"],"id":"A-1",]})", R"({"tickets":[)", R"({"tickets":[]} x)",
        "", "[1,]", R"({"tickets":[{"id":"A\q"}]})", "{\"tickets\":[\"\xff\"]}"}) {
    const auto survey = survey_index(text);
    EXPECT_FALSE(survey.backlog) << text;
    EXPECT_THAT(survey.mentions, IsEmpty()) << text;
    ASSERT_FALSE(survey.problems.empty()) << text;
    EXPECT_EQ(survey.problems.back().rule, "invalid-json") << text;
    EXPECT_LE(survey.problems.back().offset, text.size()) << text;
  }
}

TEST(SurveyIndex, TakesWhatOnlyAdvisesForAWarning) {
  EXPECT_THAT(rules_with(R"("priority":"high","targetFiles":7,"effort":"much","relatedTo":[3],)"),
              ElementsAre("unknown-priority", "unusual-value", "unusual-value", "unusual-value"));
  EXPECT_FALSE(has_error(index_of(ticket_with(R"("priority":"high",)", "odd"))));
}

TEST(SurveyIndex, CollectsWhatIsOnlyMentioned) {
  std::string text = index_of(ticket_with(
      R"("relatedTo":["X-1"],"docs":{"spec":"a.md","more":["b\u002emd",1]},"notes":"c.md",)"));
  const auto survey = survey_index(text);
  std::vector<std::string> texts;
  for (const auto& mention : survey.mentions)
    texts.push_back(std::string(mention.member) + "=" + std::string(mention.text));
  EXPECT_THAT(texts, ElementsAre("relatedTo=X-1", "docs=a.md", "docs=b.md"));
}

TEST(SurveyIndex, FindsNothingInValidIndexes) {
  for (const char* name : {"realistic.json", "bom.json", "crlf.json", "minified.json", "tabs.json",
                           "states.json", "extra-members.json", "empty.json"})
    EXPECT_FALSE(has_error(test::backlog_text(name))) << name;
  EXPECT_THAT(rules_in(test::backlog_text("realistic.json")), IsEmpty());
}

/// What a person, a tool or a bad disk may make of an index.
std::string spoilt(std::string text, std::mt19937& random) {
  static const std::string pieces[] = {
      "null", "7", "\"X\"", "[]",           "{}", ",",   "\"id\":", "\"",  "]", "}",
      "true", ":", "",      "\"state\":1,", "\\", "1e5", "\n",      "[7]", "{", "["};
  const auto below = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  for (std::size_t times = 1 + below(3); times > 0; --times) {
    const std::size_t at = below(text.size());
    text.replace(at, below(4) == 0 ? below(30) : 0, pieces[below(std::size(pieces))]);
  }
  return text;
}

TEST(SurveyIndex, HasAnErrorForExactlyWhatReadingRefuses) {
  std::mt19937 random(4711);
  const std::string ticket =
      R"({"id":"A-1","title":"t","state":"UNPROCESSED","type":"task","priority":"P1","run":["a"],
          "dependencies":["B-1"],"parent":null,"targetFiles":[{"path":"a"}],"effort":{"hours":2},
          "docs":{"spec":"a.md"},"relatedTo":["B-1"],"children":[],"agent":"x"})";
  const std::string text = index_of(ticket + "," + ticket_with(R"("blocks":["A-1"],)", "B-1"));
  ASSERT_FALSE(is_refused(text));
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string tried = spoilt(text, random);
    refused += is_refused(tried);
    EXPECT_EQ(is_refused(tried), has_error(tried)) << tried;
  }
  EXPECT_GT(refused, 5'000);
  EXPECT_LT(refused, 19'900);
}

}  // namespace
}  // namespace sage
