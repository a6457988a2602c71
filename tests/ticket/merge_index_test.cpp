#include "ticket/merge_index.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "base/json.h"
#include "ticket/edit_index.h"
#include "ticket/fixtures.h"

namespace sage {
namespace {

using testing::HasSubstr;

/// `text` with its one occurrence of `old` replaced.
std::string with(std::string text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  EXPECT_NE(at, text.npos) << old;
  EXPECT_EQ(text.find(old, at + 1), text.npos) << "twice: " << old;
  return text.replace(at, old.size(), now);
}

std::string with_single_quotes(std::string text) {
  std::ranges::replace(text, '\'', '"');
  return text;
}

/// A ticket whose members behind id and title are `members`, in single quotes; "" is no ticket.
std::string one(const std::string& members, const std::string& id = "A-1") {
  if (members.empty()) return "";
  const std::string state = members.find("'state'") == members.npos ? ",'state':'UNPROCESSED'" : "";
  return with_single_quotes("{'id':'" + id + "','title':'t'" + state + "," + members + "}");
}

/// The one ticket of an index merged from three versions of its members, or "CLASH".
struct MemberCase {
  const char* behaviour;
  std::string base, ours, theirs, merged;
};
void PrintTo(const MemberCase& c, std::ostream* out) { *out << c.behaviour; }

std::string merged_or_clash(const std::string& base, const std::string& ours,
                            const std::string& theirs) {
  const MergedIndex merged =
      merge_index(test::index_of(base), test::index_of(ours), test::index_of(theirs));
  if (!merged.clean) return "CLASH";
  test::read(merged.text);
  return merged.text;
}

class MergeMember : public testing::TestWithParam<MemberCase> {};
TEST_P(MergeMember, FollowsItsRule) {
  const auto& [what, base, ours, theirs, merged] = GetParam();
  const std::string expected = merged == "CLASH" ? merged : test::index_of(one(merged));
  EXPECT_EQ(merged_or_clash(one(base), one(ours), one(theirs)), expected);
  // The other way round the lists may stand in another order, nothing else differs.
  if (expected.find('[', 13) == expected.npos) {
    EXPECT_EQ(merged_or_clash(one(base), one(theirs), one(ours)), expected)
        << "the other way round";
  }
}

const std::string later = "'2025-01-02T00:00:00Z'", earlier = "'2025-01-01T00:00:00Z'";

INSTANTIATE_TEST_SUITE_P(
    State, MergeMember,
    testing::Values(
        MemberCase{"one side's change stays", "'state':'UNPROCESSED'", "'state':'COMPLETED'",
                   "'state':'UNPROCESSED'", "'state':'COMPLETED'"},
        MemberCase{"a reopening stays", "'state':'COMPLETED'", "'state':'UNPROCESSED'",
                   "'state':'COMPLETED'", "'state':'UNPROCESSED'"},
        MemberCase{"completed is more than deferred", "'state':'UNPROCESSED'",
                   "'state':'COMPLETED'", "'state':'DEFERRED'", "'state':'COMPLETED'"},
        MemberCase{"deferred is more than in progress", "'state':'UNPROCESSED'",
                   "'state':'IN_PROGRESS'", "'state':'DEFERRED'", "'state':'DEFERRED'"},
        MemberCase{"failed is more than in progress", "'state':'UNPROCESSED'",
                   "'state':'IN_PROGRESS'", "'state':'FAILED'", "'state':'FAILED'"},
        MemberCase{"failed is told as deferred", "'state':'UNPROCESSED'", "'state':'FAILED'",
                   "'state':'DEFERRED'", "'state':'DEFERRED'"},
        MemberCase{"two ways of going back", "'state':'COMPLETED'", "'state':'UNPROCESSED'",
                   "'state':'IN_PROGRESS'", "'state':'IN_PROGRESS'"},
        MemberCase{"an escape is no change", "'state':'COMPLETED'", "'state':'\\u0043OMPLETED'",
                   "'state':'DEFERRED'", "'state':'DEFERRED'"}));

INSTANTIATE_TEST_SUITE_P(
    DeferReason, MergeMember,
    testing::Values(
        MemberCase{"goes with the deferral that lost", "'x':1", "'state':'COMPLETED','x':1",
                   "'state':'DEFERRED','x':1,'defer_reason':{'message':'m'}",
                   "'state':'COMPLETED','x':1"},
        MemberCase{"stays with the deferral that won", "'x':1", "'state':'IN_PROGRESS','x':1",
                   "'state':'DEFERRED','x':1,'defer_reason':{'message':'m'}",
                   "'state':'DEFERRED','x':1,'defer_reason':{'message':'m'}"},
        MemberCase{"goes with a reopening, whatever was noted in it",
                   "'state':'DEFERRED','deferReason':{'message':'m'},'x':1", "'x':1",
                   "'state':'DEFERRED','deferReason':{'message':'n'},'x':1", "'x':1"},
        MemberCase{"of two deferrals is the later one, whole", "'x':1",
                   "'state':'DEFERRED','defer_reason':{'attempts':1,'deferred_at':" + later + "}",
                   "'state':'DEFERRED','x':1,'defer_reason':{'attempts':1,'message':'m',"
                   "'deferred_at':" +
                       earlier + "}",
                   "'state':'DEFERRED','defer_reason':{'attempts':1,'deferred_at':" + later + "}"},
        MemberCase{"of two deferrals at no known time clashes", "'x':1",
                   "'state':'DEFERRED','x':1,'defer_reason':{'message':'m'}",
                   "'state':'DEFERRED','x':1,'defer_reason':{'message':'n'}", "CLASH"}));

INSTANTIATE_TEST_SUITE_P(
    Times, MergeMember,
    testing::Values(
        MemberCase{"updated is the later one", "'updated':'2024-01-01T00:00:00Z'",
                   "'updated':" + later, "'updated':" + earlier, "'updated':" + later},
        MemberCase{"updated with a fraction", "'updated':null",
                   "'updated':'2025-01-01T00:00:00.500Z'", "'updated':" + earlier,
                   "'updated':'2025-01-01T00:00:00.500Z'"},
        MemberCase{"updated that one side set back", "'updated':" + later, "'updated':" + earlier,
                   "'updated':" + later, "'updated':" + earlier},
        MemberCase{"updated with an offset", "'updated':null",
                   "'updated':'2025-01-01T23:00:00-02:00'", "'updated':" + later,
                   "'updated':'2025-01-01T23:00:00-02:00'"},
        MemberCase{"updated as a date", "'updated':''", "'updated':'2025-01-03'",
                   "'updated':'2025-01-02'", "'updated':'2025-01-03'"},
        MemberCase{
            "history by time", "'state_history':[{'timestamp':'2024-01-01T00:00:00Z'}]",
            "'state_history':[{'timestamp':'2024-01-01T00:00:00Z'},{'timestamp':" + later + "}]",
            "'state_history':[{'timestamp':'2024-01-01T00:00:00Z'},{'timestamp':" + earlier + "}]",
            "'state_history':[{'timestamp':'2024-01-01T00:00:00Z'},{'timestamp':" + earlier +
                "},{'timestamp':" + later + "}]"},
        MemberCase{"history by time with offsets", "'state_history':[]",
                   "'state_history':[{'timestamp':'2025-01-03T09:00:00+09:00'}]",
                   "'state_history':[{'timestamp':'2025-01-02T10:00:00+00:00'}]",
                   "'state_history':[{'timestamp':'2025-01-02T10:00:00+00:00'},"
                   "{'timestamp':'2025-01-03T09:00:00+09:00'}]"},
        MemberCase{"history of the same entry", "'stateHistory':[]",
                   "'stateHistory':[{'timestamp':" + later + "}]",
                   "'stateHistory':[{ 'timestamp':" + later + " },{'timestamp':" + later + "}]",
                   "'stateHistory':[{'timestamp':" + later + "},{'timestamp':" + later + "}]"},
        MemberCase{"history without times", "'state_history':[]", "'state_history':['b']",
                   "'state_history':['a']", "'state_history':['b','a']"}));

INSTANTIATE_TEST_SUITE_P(
    Lists, MergeMember,
    testing::Values(
        MemberCase{"both add", "'dependencies':['X-1']", "'dependencies':['X-1','B-1']",
                   "'dependencies':['X-1','C-1']", "'dependencies':['X-1','B-1','C-1']"},
        MemberCase{"both add the same", "'dependencies':[]", "'dependencies':['B-1']",
                   "'dependencies':['B-1','C-1']", "'dependencies':['B-1','C-1']"},
        MemberCase{"one removes, one adds", "'blocks':['X-1','Y-1']", "'blocks':['Y-1']",
                   "'blocks':['X-1','Y-1','C-1']", "'blocks':['Y-1','C-1']"},
        MemberCase{"all go", "'children':['X-1','Y-1']", "'children':['Y-1']", "'children':['X-1']",
                   "'children':[]"},
        MemberCase{"out of nothing", "'x':1", "'x':1,'relatedTo':['A-1']",
                   "'x':1,'relatedTo':['B-1']", "'x':1,'relatedTo':['A-1','B-1']"},
        MemberCase{"out of null", "'dependencies':null", "'dependencies':['X-1']",
                   "'dependencies':['Y-1']", "'dependencies':['X-1','Y-1']"},
        MemberCase{"an id that became a list clashes with another id", "'discoveredFrom':'X-1'",
                   "'discoveredFrom':['X-1','Y-1']", "'discoveredFrom':'Z-1'", "CLASH"},
        MemberCase{"the place of what is added", "'notes':['a','b']", "'notes':['a','b','c']",
                   "'notes':['0','a','1','b']", "'notes':['0','a','1','b','c']"},
        MemberCase{"a new order", "'notes':['a','b','c']", "'notes':['a','b','c','d']",
                   "'notes':['c','b','a']", "'notes':['c','d','b','a']"},
        MemberCase{"what stands there twice", "'notes':[1,1]", "'notes':[1,1,1]", "'notes':[1,1,2]",
                   "'notes':[1,1,1,2]"},
        MemberCase{"the words of a command are one whole", "'run':['a','b']", "'run':['a','c']",
                   "'run':['a','b','d']", "CLASH"},
        MemberCase{"files by path", "'targetFiles':[{'path':'x'}]",
                   "'targetFiles':[{'path':'x','action':'edit'},{'path':'y'}]",
                   "'targetFiles':[{'path':'x'},{'path':'z'}]",
                   "'targetFiles':[{'path':'x','action':'edit'},{'path':'y'},{'path':'z'}]"},
        MemberCase{"tasks by id, member by member",
                   "'tasks':[{'id':1,'s':'a'},{'id':'2','status':'a','n':1}]",
                   "'tasks':[{'id':1,'s':'a'},{'id':'2','status':'b','n':1}]",
                   "'tasks':[{'id':1,'s':'a'},{'id':'2','status':'a','n':2}]", "CLASH"},
        MemberCase{"tasks by id", "'tasks':[{'id':'1'},{'id':'2','status':'a','n':1}]",
                   "'tasks':[{'id':'2','status':'b','n':1}]",
                   "'tasks':[{'id':'1'},{'id':'2','status':'a','n':2},{'id':'3'}]",
                   "'tasks':[{'id':'2','status':'b','n':2},{'id':'3'}]"},
        MemberCase{"a list of lists is one whole", "'x':[[1]]", "'x':[[2]]", "'x':[[3]]",
                   "CLASH"}));

INSTANTIATE_TEST_SUITE_P(
    Others, MergeMember,
    testing::Values(
        MemberCase{"both the same", "'priority':'P1'", "'priority':'P0'", "'priority':'P0'",
                   "'priority':'P0'"},
        MemberCase{"two members", "'priority':'P1','type':'task'", "'priority':'P0','type':'task'",
                   "'priority':'P1','type':'bug'", "'priority':'P0','type':'bug'"},
        MemberCase{"both differently", "'priority':'P1'", "'priority':'P0'", "'priority':'P2'",
                   "CLASH"},
        MemberCase{"numbers by what is written", "'effort':1", "'effort':12345678901234567890",
                   "'effort':12345678901234567891", "CLASH"},
        MemberCase{"removed", "'x':1,'y':2", "'y':2", "'x':1,'y':3", "'y':3"},
        MemberCase{"removed and written in another order", "'x':{'a':1,'b':2},'y':2", "'y':2",
                   "'x':{ 'b':2, 'a':1},'y':2", "'y':2"},
        MemberCase{"removed and changed", "'x':1,'y':2", "'y':2", "'x':2,'y':2", "CLASH"},
        MemberCase{"objects member by member", "'git':{'branch':'a','n':{'x':1}}",
                   "'git':{'branch':'b','n':{'x':1}}", "'git':{'branch':'a','n':{'x':2}}",
                   "'git':{'branch':'b','n':{'x':2}}"},
        MemberCase{"added with one value", "'x':1", "'x':1,'sprint':4", "'x':1,'sprint':4",
                   "'x':1,'sprint':4"},
        MemberCase{"a value of another kind", "'x':1", "'x':{}", "'x':[]", "CLASH"},
        MemberCase{"a member that is there twice", "'x':1,'x':2", "'x':1,'x':3",
                   "'x':1,'x':2,'y':4", "'x':1,'x':3,'y':4"}));

/// An index as people have it.
std::string index(const std::string& tickets, const std::string& more = "") {
  return "{\n  \"version\": 1" + more + ",\n  \"tickets\": [\n" + tickets + "\n  ]\n}\n";
}
std::string ticket(const std::string& id, const std::string& priority = "P1",
                   const std::string& state = "UNPROCESSED") {
  return "    {\n      \"id\": \"" + id + "\",\n      \"title\": \"t\",\n      \"priority\": \"" +
         priority + "\",\n      \"state\": \"" + state + "\"\n    }";
}

std::string clean(const std::string& base, const std::string& ours, const std::string& theirs) {
  const MergedIndex merged = merge_index(base, ours, theirs);
  EXPECT_TRUE(merged.clean) << merged.text;
  if (merged.clean) test::read(merged.text);
  return merged.text;
}
std::string marked(const std::string& base, const std::string& ours, const std::string& theirs) {
  const MergedIndex merged = merge_index(base, ours, theirs);
  EXPECT_FALSE(merged.clean) << merged.text;
  return merged.text;
}

TEST(MergeIndex, KeepsTheTicketsThatBothSidesAddedOursFirst) {
  const std::string base = index(ticket("A-1"));
  EXPECT_EQ(clean(base, index(ticket("A-1") + ",\n" + ticket("B-1")),
                  index(ticket("A-1") + ",\n" + ticket("C-1"))),
            index(ticket("A-1") + ",\n" + ticket("B-1") + ",\n" + ticket("C-1")));
}

TEST(MergeIndex, KeepsATicketThatBothSidesAddedOnce) {
  const std::string both = index(ticket("A-1") + ",\n" + ticket("B-1"));
  const std::string more = index(ticket("C-1") + ",\n" + ticket("A-1") + ",\n" + ticket("B-1"));
  EXPECT_EQ(clean(index(ticket("A-1")), both, more), more);
}

TEST(MergeIndex, MergesFilesThatBothSidesAdded) {
  EXPECT_EQ(clean("", index(ticket("A-1", "P1", "COMPLETED")),
                  index(ticket("A-1") + ",\n" + ticket("B-1"))),
            index(ticket("A-1", "P1", "COMPLETED") + ",\n" + ticket("B-1")));
}

TEST(MergeIndex, RemovesWhatOneSideRemovedAndTheOtherLeftAlone) {
  const std::string base = index(ticket("A-1") + ",\n" + ticket("B-1") + ",\n" + ticket("C-1"));
  EXPECT_EQ(clean(base, index(ticket("B-1") + ",\n" + ticket("C-1")),
                  index(ticket("A-1") + ",\n" + ticket("B-1", "P0"))),
            index(ticket("B-1", "P0")));
}

TEST(MergeIndex, MergesTheOtherMembersOfTheIndexLikewise) {
  const std::string tickets = ticket("A-1");
  EXPECT_EQ(clean(index(tickets, ",\n  \"meta\": {\"a\": 1, \"b\": 1}"),
                  index(tickets, ",\n  \"meta\": {\"a\": 2, \"b\": 1}"),
                  index(tickets, ",\n  \"meta\": {\"a\": 1, \"b\": 2},\n  \"updated\": \"x\"")),
            index(tickets, ",\n  \"meta\": {\"a\": 2, \"b\": 2},\n  \"updated\": \"x\""));
}

TEST(MergeIndex, PutsMarkersAroundTheLineThatClashesAndMergesTheRest) {
  const std::string base = index(ticket("A-1") + ",\n" + ticket("B-1"));
  const std::string text =
      marked(base, index(ticket("A-1", "P0") + ",\n" + ticket("B-1", "P1", "COMPLETED")),
             index(ticket("A-1", "P3", "COMPLETED") + ",\n" + ticket("B-1")));
  EXPECT_EQ(text, index(with(ticket("A-1", "P0", "COMPLETED"), "      \"priority\": \"P0\",\n",
                             "<<<<<<< ours\n      \"priority\": \"P0\",\n=======\n"
                             "      \"priority\": \"P3\",\n>>>>>>> theirs\n") +
                        ",\n" + ticket("B-1", "P1", "COMPLETED")));
}

TEST(MergeIndex, PutsMarkersAroundATicketThatOneSideRemovedAndTheOtherChanged) {
  const std::string base = index(ticket("A-1") + ",\n" + ticket("B-1") + ",\n" + ticket("C-1"));
  EXPECT_EQ(marked(base, index(ticket("A-1") + ",\n" + ticket("C-1")),
                   index(ticket("A-1") + ",\n" + ticket("B-1", "P0") + ",\n" + ticket("C-1"))),
            index(ticket("A-1") + ",\n<<<<<<< ours\n=======\n" + ticket("B-1", "P0") +
                  ",\n>>>>>>> theirs\n" + ticket("C-1")));
  EXPECT_EQ(marked(base, index(ticket("A-1") + ",\n" + ticket("B-1")),
                   index(ticket("A-1") + ",\n" + ticket("B-1") + ",\n" + ticket("C-1", "P0"))),
            index(ticket("A-1") + ",\n" + with(ticket("B-1"), "    }", "") + "<<<<<<< ours\n" +
                  "=======\n    },\n" + with(ticket("C-1", "P0"), "\n    }", "") +
                  "\n>>>>>>> theirs\n    }"));
}

TEST(MergeIndex, MarkersAreAsLongAsAskedAndEndAsTheLinesDo) {
  const auto crlf = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\n', at)) != text.npos; at += 2)
      text.insert(at, "\r");
    return text;
  };
  const std::string text = merge_index(crlf(index(ticket("A-1"))), crlf(index(ticket("A-1", "P0"))),
                                       crlf(index(ticket("A-1", "P2"))), 9)
                               .text;
  EXPECT_THAT(text, HasSubstr("\r\n<<<<<<<<< ours\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\n=========\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\n>>>>>>>>> theirs\r\n"));
}

TEST(MergeIndex, AClashInAFileOfOneLineGivesThatLineTwice) {
  const auto line = [](const std::string& x) { return test::index_of(one("'x':" + x + ",'y':1")); };
  EXPECT_EQ(marked(line("1"), line("2"), line("3")),
            "<<<<<<< ours\n" + line("2") + "\n=======\n" + line("3") + "\n>>>>>>> theirs\n");
}

TEST(MergeIndex, LaysOutWhatIsTheirsAsOurFileIs) {
  const std::string theirs = index(ticket("A-1") + ",\n" + ticket("B-1"));
  std::string tabs = index(ticket("A-1", "P0"));
  for (std::size_t at = 0; (at = tabs.find("  ")) != tabs.npos;) tabs.replace(at, 2, "\t");
  std::string expected = index(ticket("A-1", "P0") + ",\n" + ticket("B-1"));
  for (std::size_t at = 0; (at = expected.find("  ")) != expected.npos;)
    expected.replace(at, 2, "\t");
  EXPECT_EQ(clean(index(ticket("A-1")), tabs, theirs), expected);
}

TEST(MergeIndex, LeavesAFileThatWasOnlyLaidOutAnewWithTheirChanges) {
  const std::string base = index(ticket("A-1") + ",\n" + ticket("B-1"));
  const std::string minified = json::serialize(parse_json(base, "base"));
  EXPECT_EQ(clean(base, minified, index(ticket("A-1") + ",\n" + ticket("B-1", "P0"))),
            with(minified, R"("B-1","title":"t","priority":"P1")",
                 R"("B-1","title":"t","priority":"P0")"));
}

TEST(MergeIndex, KeepsMarkOfByteOrderAndMissingLastNewlineAsOursAre) {
  std::string base = index(ticket("A-1")), ours = index(ticket("A-1", "P0"));
  ours = "\xEF\xBB\xBF" + ours.substr(0, ours.size() - 1);
  EXPECT_EQ(clean(base, ours, index(ticket("A-1", "P1", "COMPLETED"))),
            with(ours, "UNPROCESSED", "COMPLETED"));
}

TEST(MergeIndex, DoesNotAddTwoIdsThatDifferInCaseAlone) {
  const std::string base = index(ticket("A-1"));
  marked(base, index(ticket("A-1") + ",\n" + ticket("b-1")),
         index(ticket("A-1") + ",\n" + ticket("B-1")));
}

TEST(MergeIndex, SaysWhichVersionIsNoIndex) {
  const std::string good = index(ticket("A-1"));
  const auto problem = [&](const std::string& base, const std::string& ours,
                           const std::string& theirs) -> std::string {
    try {
      merge_index(base, ours, theirs);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
      return error.message();
    }
    return "no error";
  };
  EXPECT_THAT(problem("[]", good, good), HasSubstr("the common version:1: "));
  EXPECT_THAT(problem(good, "", good), HasSubstr("our version:1: "));
  EXPECT_THAT(problem(good, good, "{\n<<<<<<< ours\n"), HasSubstr("their version:3: "));
}

TEST(MergeIndex, MergesAnIndexOfTenThousandTickets) {
  std::string base, ours, theirs;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = "T-" + std::to_string(i), comma = i > 0 ? ",\n" : "";
    base += comma + ticket(id);
    ours += comma + ticket(id, i % 2 == 0 ? "P0" : "P1");
    theirs += comma + ticket(id, "P1", i % 3 == 0 ? "COMPLETED" : "UNPROCESSED");
  }
  const Backlog merged = test::read(clean(index(base), index(ours), index(theirs)));
  ASSERT_EQ(merged.size(), 10'000U);
  for (TicketIndex i = 0; i < merged.size(); ++i) {
    EXPECT_EQ(merged[i].priority, i % 2 == 0 ? 0 : 1);
    EXPECT_EQ(merged[i].state, i % 3 == 0 ? State::completed : State::unprocessed);
  }
}

}  // namespace
}  // namespace sage
