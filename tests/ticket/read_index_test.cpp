#include "ticket/read_index.h"

#include <gmock/gmock.h>

#include "ticket/fixtures.h"

namespace sage {
namespace {

using test::backlog_file;
using test::read;
using test::read_one;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(ReadIndex, ReadsEveryMemberThatSchedulingNeeds) {
  const Backlog backlog = read_one(R"(
      "type": "story", "component": "core", "agent": "fast", "priority": "P1", "run": "make",
      "dependencies": ["B-1", "C-1"], "blocks": ["D-1"], "blockedBy": ["E-1"], "parent": "F-1",
      "effort": {"storyPoints": 3, "estimatedDays": 1},
      "targetFiles": [{"action": "create", "path": "src/a.c"}, {"path": "src/b.c"}], )");
  const Ticket& ticket = backlog[0];
  EXPECT_EQ(ticket.id, "A-1");
  EXPECT_EQ(ticket.title, "t");
  EXPECT_EQ(ticket.type, "story");
  EXPECT_EQ(ticket.component, "core");
  EXPECT_EQ(ticket.agent, "fast");
  EXPECT_EQ(ticket.state, State::unprocessed);
  EXPECT_EQ(ticket.priority, 1);
  EXPECT_TRUE(ticket.has_run);
  EXPECT_FALSE(ticket.is_container);
  EXPECT_EQ(ticket.effort, 3);
  EXPECT_THAT(ticket.dependencies, ElementsAre("B-1", "C-1"));
  EXPECT_THAT(ticket.blocks, ElementsAre("D-1"));
  EXPECT_THAT(ticket.blocked_by, ElementsAre("E-1"));
  EXPECT_EQ(ticket.parent, "F-1");
  EXPECT_THAT(ticket.target_paths, ElementsAre("src/a.c", "src/b.c"));
}

TEST(ReadIndex, TellsWhichTicketsHaveChecks) {
  EXPECT_TRUE(read_one(R"("validation_config":{"auto_fix":true},)")[0].has_checks);
  EXPECT_TRUE(read_one(R"("tasks":[{"id":1}],"validation_config":null,)")[0].has_checks);
  EXPECT_FALSE(
      read_one(R"("tasks":null,"validation_config":null,"validation_type":"unit",)")[0].has_checks);
}

TEST(ReadIndex, TakesNullAndAbsentAlike) {
  const Backlog given = read_one(
      R"("type":null,"component":null,"agent":null,"run":null,"dependencies":null,"blocks":null,
         "blockedBy":null,"parent":null,"children":null,"targetFiles":null,"effort":null,
         "estimate":null,"relatedTo":null,"discoveredFrom":null,)");
  const Backlog absent = read_one("");
  for (const Backlog* backlog : {&given, &absent}) {
    const Ticket& ticket = (*backlog)[0];
    EXPECT_THAT(backlog->warnings(), IsEmpty());
    EXPECT_THAT(ticket.dependencies, IsEmpty());
    EXPECT_THAT(ticket.target_paths, IsEmpty());
    EXPECT_EQ(ticket.parent, "");
    EXPECT_EQ(ticket.component, "A");
    EXPECT_EQ(ticket.priority, 2);
    EXPECT_EQ(ticket.effort, 0);
    EXPECT_FALSE(ticket.has_run);
    EXPECT_FALSE(ticket.is_container);
  }
}

TEST(ReadIndex, DecodesEscapesAndLeavesOtherTextWhereItIs) {
  const Backlog backlog =
      read(R"({"tick\u0065ts":[{"\u0069d":"A-1","title":"\"\ud83d\ude00\\\/\b\f\n\r\t\u00e9",)"
           R"("state":"\u0043OMPLETED","type":"plain"}]})");
  EXPECT_EQ(backlog[0].title, "\"😀\\/\b\f\n\r\té");
  EXPECT_EQ(backlog[0].state, State::completed);
  EXPECT_GE(backlog[0].type.data(), backlog.text().data());
  EXPECT_LT(backlog[0].type.data(), backlog.text().data() + backlog.text().size());
}

TEST(ReadIndex, GivesEachTicketItsOwnBytes) {
  const Backlog backlog = read(
      "{\"tickets\" : [ {\"id\":\"A-1\",\"title\":\"}\",\"state\":"
      "\"COMPLETED\" , \"x\":{\"y\":[]} }\n , " +
      test::ticket_with("", "B-1") + "\n ] }\n");
  EXPECT_EQ(backlog[0].json, R"({"id":"A-1","title":"}","state":"COMPLETED" , "x":{"y":[]} })");
  EXPECT_EQ(backlog[1].json, test::ticket_with("", "B-1"));
}

TEST(ReadIndex, TakesEpicsAndTicketsWithChildrenForContainers) {
  EXPECT_TRUE(read_one(R"("type":"epic",)")[0].is_container);
  EXPECT_TRUE(read_one(R"("type":"Epic",)")[0].is_container);
  EXPECT_TRUE(read_one(R"("type":"story","children":["B-1"],)")[0].is_container);
  EXPECT_FALSE(read_one(R"("type":"story","children":[],)")[0].is_container);
}

TEST(ReadIndex, SeesACommandInAStringAndInAnArray) {
  EXPECT_TRUE(read_one(R"("run":["make","-j"],)")[0].has_run);
  EXPECT_FALSE(read_one(R"("run":[],)")[0].has_run);
  EXPECT_FALSE(read_one(R"("run":"",)")[0].has_run);
}

TEST(ReadIndex, WarnsAboutPrioritiesItDoesNotKnowAndTakesP2) {
  for (const auto* priority : {"null", "\"P4\"", "\"p1\"", "1", "\"high\"", "[]", "{\"P\":[1]}"}) {
    const Backlog backlog = read_one("\"priority\":" + std::string(priority) + ",");
    EXPECT_EQ(backlog[0].priority, 2) << priority;
    ASSERT_EQ(backlog.warnings().size(), 1U) << priority;
    EXPECT_THAT(backlog.warnings()[0], HasSubstr("P0, P1, P2 or P3"));
  }
  EXPECT_EQ(read_one(R"("priority":"P3",)")[0].priority, 3);
}

TEST(ReadIndex, ReadsEffortInAllItsForms) {
  std::vector<double> efforts;
  const Backlog backlog = read_index_file(backlog_file("efforts.json"));
  for (const Ticket& ticket : backlog.tickets()) efforts.push_back(ticket.effort);
  EXPECT_THAT(efforts, ElementsAre(5, 0.5, 8, 12, 3, 2, 0, 0, 0, 4));
  EXPECT_THAT(backlog.warnings(), ElementsAre(HasSubstr("OVEN-007: effort: found \"medium\""),
                                              HasSubstr("OVEN-009: effort: found -1")));
}

TEST(ReadIndex, PassesOverAnEffortThatNoNumberCanHold) {
  EXPECT_EQ(read_one("\"effort\":1e999,")[0].effort, 0);
  EXPECT_EQ(read_one("\"effort\":[{\"storyPoints\":1}],")[0].effort, 0);
  EXPECT_EQ(read_one("\"effort\":{\"storyPoints\":{\"hours\":1}},")[0].effort, 0);
  EXPECT_EQ(read_one("\"effort\":1000000,")[0].effort, 1e6);
  for (const char* extreme : {"1e308", "1000001", "1e-9", "12345678901234567890123"}) {
    const Backlog backlog = read_one("\"effort\":" + std::string(extreme) + ",");
    EXPECT_EQ(backlog[0].effort, 0) << "no sum of them would be a number";
    EXPECT_THAT(backlog.warnings(), ElementsAre(HasSubstr("from 0.001 to 1000000")));
  }
}

TEST(ReadIndex, TakesTargetFilesAsObjectsOrPaths) {
  EXPECT_THAT(
      read_one(R"("targetFiles":["a",{"path":"b","x":[{}]},7,{"path":8},{}],)")[0].target_paths,
      ElementsAre("a", "b"));
  EXPECT_THAT(read_one(R"("targetFiles":"a",)").warnings(), ElementsAre(HasSubstr("targetFiles")));
}

TEST(ReadIndex, WarnsOnlyAboutLooseReferencesThatLeadNowhere) {
  const Backlog backlog = read(test::index_of(
      test::ticket_with(R"("relatedTo":["B-1","X-9"],"discoveredFrom":"Y-9",)") + "," +
      test::ticket_with(R"("relatedTo":"A-1","discoveredFrom":[null,3],)", "B-1")));
  EXPECT_THAT(backlog.warnings(), ElementsAre(HasSubstr("tickets[1]: discoveredFrom: found 3"),
                                              HasSubstr("ticket A-1: relatedTo: found X-9"),
                                              HasSubstr("ticket A-1: discoveredFrom: found Y-9")));
}

TEST(ReadIndex, LeavesUnknownDependenciesToTheGraph) {
  EXPECT_THAT(read_one(R"("dependencies":["NO-1"],)").warnings(), IsEmpty());
}

TEST(ReadIndex, WarnsAboutUnusualIdsAndTakesThem) {
  const Backlog backlog = read_index_file(backlog_file("odd-ids.json"));
  EXPECT_EQ(backlog.size(), 5U);
  EXPECT_EQ(backlog.warnings().size(), 4U);
  EXPECT_EQ(backlog[0].component, "ADAP");
}

TEST(ReadIndex, CountsTheWarningsThatNobodyWouldRead) {
  std::string tickets;
  for (int i = 0; i < 150; ++i)
    tickets += (i ? "," : "") + test::ticket_with("", "t" + std::to_string(i));
  const Backlog backlog = read(test::index_of(tickets));
  ASSERT_EQ(backlog.warnings().size(), 101U);
  EXPECT_THAT(backlog.warnings().back(), HasSubstr("50 more"));
}

TEST(ReadIndex, PrintsTextFromOutsideEscaped) {
  const Backlog backlog = read_one(
      "\"priority\":\"\xC2\x9B"
      "2J\",");
  EXPECT_THAT(backlog.warnings(), ElementsAre(HasSubstr("\\xc2\\x9b2J")));
}

TEST(ReadIndex, ReadsEveryLayout) {
  for (const auto* name :
       {"tabs.json", "four-spaces.json", "crlf.json", "bom.json", "no-final-newline.json",
        "minified.json", "one-line-tickets.json", "comma-first.json"}) {
    const Backlog backlog = read_index_file(backlog_file(name));
    ASSERT_EQ(backlog.size(), 2U) << name;
    EXPECT_EQ(backlog[0].title, "Cut the paper");
    EXPECT_THAT(backlog[1].dependencies, ElementsAre("KITE-001")) << name;
    EXPECT_EQ(backlog.text(), test::backlog_text(name));
  }
}

TEST(ReadIndex, KeepsToItselfWhatItDoesNotKnow) {
  const Backlog backlog = read_index_file(backlog_file("extra-members.json"));
  EXPECT_EQ(backlog[0].title, "Stake the tomatoes – all \"beefsteak\" plants");
  EXPECT_EQ(backlog[0].component, "greenhouse");
  EXPECT_TRUE(backlog[1].has_run);
  EXPECT_THAT(backlog[1].target_paths, ElementsAre("beds/north.txt", "beds/south.txt"));
  EXPECT_THAT(backlog.warnings(), ElementsAre(HasSubstr("GRDN-404")));
}

TEST(ReadIndex, ReadsStatesAndNulls) {
  const Backlog states = read_index_file(backlog_file("states.json"));
  EXPECT_EQ(states[1].state, State::in_progress);
  EXPECT_EQ(states[3].state, State::deferred);
  EXPECT_EQ(states[5].state, State::failed);
  const Backlog nulls = read_index_file(backlog_file("null-dependencies.json"));
  EXPECT_THAT(nulls[0].dependencies, IsEmpty());
  EXPECT_THAT(nulls[3].blocks, ElementsAre("LAMP-002"));
}

TEST(ReadIndex, ReadsARealisticBacklog) {
  const Backlog backlog = read_index_file(backlog_file("realistic.json"));
  EXPECT_EQ(backlog.size(), 46U);
  EXPECT_THAT(backlog.warnings(), IsEmpty());
  std::size_t containers = 0, free = 0;
  for (const Ticket& ticket : backlog.tickets()) {
    containers += ticket.is_container;
    free += !ticket.is_container && ticket.dependencies.empty();
    EXPECT_NE(ticket.is_container, ticket.effort > 0);
    EXPECT_NE(ticket.is_container, !ticket.target_paths.empty());
  }
  EXPECT_EQ(containers, 9U);
  EXPECT_EQ(free, 10U);
}

TEST(ReadIndex, ReadsAnEmptyBacklog) {
  EXPECT_EQ(read_index_file(backlog_file("empty.json")).size(), 0U);
  EXPECT_EQ(read("{\"tickets\":[]}").size(), 0U);
  EXPECT_EQ(read(" \r\n{ \"tickets\" : [ ] } \n").find("A-1"), std::nullopt);
}

TEST(ReadIndex, ReadsAFileTooLargeToCopy) {
  const test::TempFolder folder;
  std::string tickets;
  const std::string filler = R"("description":")" + std::string(1 << 20, 'x') + "\\n\",";
  for (int i = 0; i < 10; ++i)
    tickets += (i ? ",\n" : "") + test::ticket_with(filler, "T-" + std::to_string(i));
  test::write_text(folder / "index.json", test::index_of(tickets));
  const Backlog backlog = read_index_file(folder / "index.json");
  ASSERT_EQ(backlog.size(), 10U);
  EXPECT_EQ(backlog[9].id, "T-9");
  EXPECT_EQ(backlog.text(), test::index_of(tickets));
}

TEST(ReadIndex, ReadsFilesOfEverySizeAroundAPage) {
  const test::TempFolder folder;
  for (std::size_t size = 4090; size < 4100; ++size) {
    std::string text = test::index_of(test::ticket_with(""));
    text.insert(text.size() - 1, size - text.size(), ' ');
    test::write_text(folder / "index.json", text);
    EXPECT_EQ(read_index_file(folder / "index.json").size(), 1U);
  }
}

}  // namespace
}  // namespace sage
