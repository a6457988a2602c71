#include "ticket/edit_index.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "ticket/fixtures.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto now = "2025-02-03T04:05:06Z";

StateChange lasting(const std::string& ticket, State state) { return {ticket, state, now}; }
StateChange mark(const std::string& ticket, State state) { return {ticket, state, now, false}; }
StateChange deferral(const std::string& ticket) {
  return {ticket, State::deferred, now, true, DeferReason{"timeout", "too \"slow\"", 3, "", now}};
}

std::string edited(const std::string& text, const std::vector<StateChange>& changes,
                   const std::vector<NewTicket>& added = {}) {
  return edit_index(text, {changes, added}).text();
}

/// `text` with its one occurrence of `old` replaced.
std::string with(std::string text, const std::string& old, const std::string& now) {
  const auto at = text.find(old);
  EXPECT_NE(at, text.npos) << old;
  EXPECT_EQ(text.find(old, at + 1), text.npos) << "twice: " << old;
  return text.replace(at, old.size(), now);
}

/// The lines of `after` that `before` does not have at the same place, counted from both ends.
std::vector<std::string> changed_lines(const std::string& before, const std::string& after) {
  const auto lines = [](const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size() - 1) + 1;
      out.push_back(text.substr(at, end - at));
      at = end;
    }
    return out;
  };
  auto old = lines(before), changed = lines(after);
  while (!old.empty() && !changed.empty() && old.back() == changed.back())
    old.pop_back(), changed.pop_back();
  std::size_t same = 0;
  while (same < old.size() && same < changed.size() && old[same] == changed[same]) ++same;
  changed.erase(changed.begin(), changed.begin() + static_cast<std::ptrdiff_t>(same));
  return changed;
}

TEST(EditIndex, ReplacesNothingButTheState) {
  const std::string text = test::backlog_text("realistic.json");
  const std::string after = edited(text, {lasting("GAUGE-002", State::completed)});
  EXPECT_THAT(changed_lines(text, after), ElementsAre("      \"state\": \"COMPLETED\",\n"));
}

TEST(EditIndex, AStateSetAgainLaterChangesNothing) {
  const std::string text =
      R"({"tickets":[{"id":"A","title":"A","state":"COMPLETED","updated":"then",)"
      R"("state_history":[{"state":"COMPLETED","timestamp":"then"}]}]})";
  EXPECT_EQ(edited(text, {lasting("A", State::completed)}), text);
}

TEST(EditIndex, TakesAMarkBackToTheByte) {
  for (const auto* name : {"states.json", "tabs.json", "crlf.json", "minified.json", "bom.json",
                           "no-final-newline.json", "comma-first.json", "one-line-tickets.json"}) {
    const std::string text = test::backlog_text(name);
    const Backlog backlog = test::read(text);
    const auto is_open = [](const Ticket& ticket) {
      return ticket.state != State::completed && ticket.state != State::in_progress;
    };
    const std::string id(std::ranges::find_if(backlog.tickets(), is_open)->id);
    const std::string done = edited(text, {lasting(id, State::completed)});
    const std::string marked = edited(text, {mark(id, State::in_progress)});
    EXPECT_NE(marked, text);
    EXPECT_EQ(edited(marked, {lasting(id, State::completed)}), done) << name;
    EXPECT_EQ(edited(marked, {mark(id, backlog[*backlog.find(id)].state)}), text) << name;
  }
}

TEST(EditIndex, WritesUpdatedAndHistoryWhereTheTicketHasThem) {
  const std::string text = test::backlog_text("states.json");
  const std::string after = edited(text, {lasting("BOAT-001", State::unprocessed)});
  EXPECT_EQ(after, with(with(with(text, R"("state": "COMPLETED",
      "priority")",
                                  R"("state": "UNPROCESSED",
      "priority")"),
                             R"("updated": "2024-03-02T17:30:00Z")",
                             R"("updated": "2025-02-03T04:05:06Z")"),
                        R"("timestamp": "2024-03-02T17:30:00Z"
        })",
                        R"("timestamp": "2024-03-02T17:30:00Z"
        },
        {
          "state": "UNPROCESSED",
          "timestamp": "2025-02-03T04:05:06Z"
        })"));
}

TEST(EditIndex, StartsAnEmptyHistoryInTheTicketsLayout) {
  const std::string text = test::backlog_text("states.json");
  EXPECT_EQ(edited(text, {lasting("BOAT-002", State::completed)}),
            with(with(with(text, R"("state": "IN_PROGRESS")", R"("state": "COMPLETED")"),
                      "2024-03-03T09:00:00Z", now),
                 R"("state_history": [])", R"("state_history": [
        {
          "state": "COMPLETED",
          "timestamp": "2025-02-03T04:05:06Z"
        }
      ])"));
}

TEST(EditIndex, LeavesAHistoryOfAnotherShapeAlone) {
  for (const std::string history : {"null", "\"none\"", "[\"UNPROCESSED\"]", "{}"}) {
    const std::string text =
        test::index_of(test::ticket_with("\"state_history\":" + history + ","));
    EXPECT_EQ(edited(text, {lasting("A-1", State::completed)}),
              with(text, "\"state\":\"UNPROCESSED\"", "\"state\":\"COMPLETED\""));
  }
}

TEST(EditIndex, AddsAReasonAndTakesItAwayAgain) {
  const std::string text = test::backlog_text("realistic.json");
  const std::string deferred = edited(text, {deferral("GAUGE-002")});
  EXPECT_THAT(deferred, HasSubstr(R"(
      },
      "defer_reason": {
        "category": "timeout",
        "message": "too \"slow\"",
        "attempts": 3,
        "last_error": "",
        "deferred_at": "2025-02-03T04:05:06Z"
      }
    },
)"));
  EXPECT_EQ(edited(deferred, {lasting("GAUGE-002", State::unprocessed)}), text);
}

TEST(EditIndex, WritesTheReasonInTheFilesOwnLayout) {
  const auto reason_in = [](const std::string& file) {
    const std::string text = edited(test::backlog_text(file), {deferral("KITE-002")});
    const auto at = text.find("\"defer_reason\"");
    return text.substr(at, text.find("too", at) - at);
  };
  EXPECT_EQ(reason_in("tabs.json"),
            "\"defer_reason\": {\n\t\t\t\t\"category\": \"timeout\",\n"
            "\t\t\t\t\"message\": \"");
  EXPECT_EQ(reason_in("crlf.json"),
            "\"defer_reason\": {\r\n        \"category\": \"timeout\",\r\n"
            "        \"message\": \"");
  EXPECT_EQ(reason_in("minified.json"), R"("defer_reason":{"category":"timeout","message":")");
  EXPECT_EQ(reason_in("one-line-tickets.json"),
            R"("defer_reason": { "category": "timeout", "message": ")");
}

TEST(EditIndex, UsesTheSpellingOfTheReasonThatIsThere) {
  const std::string text = test::backlog_text("states.json");
  const std::string after = edited(text, {deferral("BOAT-004"), deferral("BOAT-005")});
  EXPECT_THAT(after, HasSubstr("\"deferReason\": {\n        \"category\": \"timeout\""));
  EXPECT_THAT(after, HasSubstr("\"deferred_reason\": {\n        \"category\": \"timeout\""));
  EXPECT_EQ(after.find("weather"), after.npos);
}

TEST(EditIndex, RemovesAReasonInEverySpellingWithItsComma) {
  const std::string text = test::backlog_text("states.json");
  EXPECT_EQ(edited(text, {lasting("BOAT-004", State::completed)}),
            with(text, R"("state": "DEFERRED",
      "priority": "P2",
      "deferReason": {"category": "weather", "message": "rain all week"})",
                 R"("state": "COMPLETED",
      "priority": "P2")"));
  EXPECT_EQ(edited(text, {mark("BOAT-005", State::unprocessed)}),
            with(text, "later\"},\n      \"type\": \"task\",\n      \"state\": \"DEFERRED\"",
                 "later\"},\n      \"type\": \"task\",\n      \"state\": \"UNPROCESSED\""));
  const std::string first = test::index_of(
      R"({"defer_reason":{"a":[1,2]},"deferReason":0, "id":"A-1","title":"","state":"DEFERRED"})");
  EXPECT_EQ(edited(first, {lasting("A-1", State::completed)}),
            test::index_of(R"({"id":"A-1","title":"","state":"COMPLETED"})"));
}

TEST(EditIndex, LeavesANullReasonAndReplacesItWhenThereIsOne) {
  const std::string text = test::index_of(test::ticket_with("\"defer_reason\":null,"));
  EXPECT_EQ(edited(text, {lasting("A-1", State::failed)}), with(text, "UNPROCESSED", "FAILED"));
  EXPECT_THAT(edited(text, {deferral("A-1")}), HasSubstr(R"({"defer_reason":{"category")"));
}

TEST(EditIndex, FindsMembersByTheirDecodedNames) {
  const std::string text =
      R"({"tickets":[{"id":"A-1","title":"\"state\":\"","st\u0061te":"FAILED"}]})";
  EXPECT_EQ(edited(text, {lasting("A-1", State::completed)}), with(text, "FAILED", "COMPLETED"));
}

TEST(EditIndex, LeavesAStateThatIsSetAlready) {
  const std::string text = R"({"tickets":[{"id":"A-1","title":"","state":"FA\u0049LED"}]})";
  EXPECT_EQ(edited(text, {lasting("A-1", State::failed)}), text);
}

TEST(EditIndex, SaysOfSubTasksThatTheyAreDoneInTheWordOfTheirFile) {
  const std::string text = test::index_of(R"({"id":"A-1","title":"","state":"IN_PROGRESS","tasks":[
    {"id": "T1", "status": "pending", "x": [1]}, {"status":"NOT_STARTED" , "id":2},
    {"id": "\u0054\u0033", "status": null}, {"id": "T4"}, {"id": "T5", "status": ""},
    {
      "id": "T6"
    },
    {"id": "T7", "status": "done"}, {"id": "T8", "status": "pending"}, {"status": "pending"}, "T1"]})");
  StateChange change = lasting("A-1", State::completed);
  change.tasks_done = {"T6", "T5", "T4", "T3", "2", "T1", "T7", "T9"};
  const std::string after = edited(text, {change});
  EXPECT_EQ(after, test::index_of(R"({"id":"A-1","title":"","state":"COMPLETED","tasks":[
    {"id": "T1", "status": "completed", "x": [1]}, {"status":"COMPLETED" , "id":2},
    {"id": "\u0054\u0033", "status": "COMPLETED"}, {"id": "T4", "status": "COMPLETED"}, {"id": "T5", "status": "COMPLETED"},
    {
      "id": "T6",
      "status": "COMPLETED"
    },
    {"id": "T7", "status": "done"}, {"id": "T8", "status": "pending"}, {"status": "pending"}, "T1"]})"));
  EXPECT_EQ(edited(after, {change}), after);
}

TEST(EditIndex, TakesSubTasksBackThatAreNotLeftDone) {
  const std::string text = test::index_of(R"({"id":"A-1","title":"","state":"COMPLETED","tasks":[
    {"id": "T1", "status": "completed"}, {"status":"COMPLETED" , "id":2}, {"id": "T3", "status": "done"},
    {"id": "T4", "status": "failed"}, {"id": "T5"}, {"status": "done"}, "T6"]})");
  StateChange change = lasting("A-1", State::unprocessed);
  change.tasks_left_done = {"T3"};
  const std::string after = edited(text, {change});
  EXPECT_EQ(after, test::index_of(R"({"id":"A-1","title":"","state":"UNPROCESSED","tasks":[
    {"id": "T1", "status": "pending"}, {"status":"UNPROCESSED" , "id":2}, {"id": "T3", "status": "done"},
    {"id": "T4", "status": "failed"}, {"id": "T5"}, {"status": "pending"}, "T6"]})"));
  EXPECT_EQ(edited(after, {change}), after);
}

TEST(EditIndex, LeavesSubTasksOfAnotherShapeAlone) {
  for (const std::string tasks :
       {"null", "{}", "\"T1\"", "[]", R"([["id","T1"],{"id":null},{}])"}) {
    const std::string text = test::index_of(test::ticket_with("\"tasks\":" + tasks + ","));
    StateChange change = lasting("A-1", State::completed);
    change.tasks_done = {"T1", "null", ""};
    EXPECT_EQ(edited(text, {change}), with(text, "UNPROCESSED", "COMPLETED"));
  }
}

TEST(EditIndex, AMarkSaysNothingOfSubTasks) {
  const std::string text = test::index_of(test::ticket_with(R"("tasks":[{"id":"T1"}],)"));
  StateChange change = mark("A-1", State::in_progress);
  change.tasks_done = {"T1"};
  EXPECT_EQ(edited(text, {change}), with(text, "UNPROCESSED", "IN_PROGRESS"));
}

TEST(EditIndex, KeepsTheFileValidWhateverAnErrorTextHolds) {
  StateChange change = deferral("KITE-001");
  change.defer_reason->last_error = std::string("\xFF\0\x1b[2J\n\"\\", 9);
  const std::string after = edited(test::backlog_text("bom.json"), {change});
  EXPECT_THAT(after, HasSubstr("\uFFFD\\u0000\\u001b[2J\\n\\\"\\\\"));
  EXPECT_EQ(test::read(after)[0].state, State::deferred);
}

TEST(EditIndex, NamesTicketsItDoesNotKnow) {
  const std::string text = test::backlog_text("tabs.json");
  const EditedIndex edited = edit_index(text, {{lasting("NO-1", State::completed)}, {}});
  EXPECT_THAT(edited.unknown, ElementsAre("NO-1"));
  EXPECT_EQ(edited.text(), text);
}

TEST(EditIndex, RefusesATextThatIsNoIndex) {
  EXPECT_THROW(edited("{\"tickets\":[}", {}), Error);
  EXPECT_THROW(edited("", {}), Error);
}

NewTicket found_ticket(const std::string& id) {
  return {.id = id,
          .title = "Find \"it\"",
          .description = "line\nline",
          .discovered_from = "KITE-002",
          .dependencies = {"KITE-001"}};
}

TEST(AddTicket, IsLaidOutAsTheLastOne) {
  const std::string text = test::backlog_text("tabs.json");
  EXPECT_EQ(
      edited(text, {}, {found_ticket("KITE-003")}),
      with(text, "\"KITE-001\"\n\t\t\t]\n\t\t}\n",
           "\"KITE-001\"\n\t\t\t]\n\t\t},\n\t\t{\n\t\t\t\"id\": \"KITE-003\",\n"
           "\t\t\t\"title\": \"Find \\\"it\\\"\",\n\t\t\t\"type\": \"task\",\n"
           "\t\t\t\"state\": \"UNPROCESSED\",\n\t\t\t\"priority\": \"P2\",\n"
           "\t\t\t\"description\": \"line\\nline\",\n\t\t\t\"dependencies\": [\n"
           "\t\t\t\t\"KITE-001\"\n\t\t\t],\n\t\t\t\"discoveredFrom\": \"KITE-002\"\n\t\t}\n"));
}

TEST(AddTicket, StaysOnOneLineWhereTheOthersAre) {
  EXPECT_THAT(edited(test::backlog_text("one-line-tickets.json"), {}, {found_ticket("KITE-003")}),
              HasSubstr("[\"KITE-001\"] },\n  { \"id\": \"KITE-003\", \"title\": \"Find"));
  EXPECT_THAT(edited(test::backlog_text("minified.json"), {}, {found_ticket("KITE-003")}),
              HasSubstr(R"(,{"id":"KITE-003","title":"Find \"it\"","type":"task")"));
  EXPECT_THAT(edited(test::backlog_text("comma-first.json"), {}, {found_ticket("KITE-003")}),
              HasSubstr("    }\n  , { \"id\": \"KITE-003\"\n    , \"title\": "));
  EXPECT_THAT(edited(test::backlog_text("minified.json"), {}, {found_ticket("KITE-003")}),
              testing::EndsWith(R"("dependencies":["KITE-001"],"discoveredFrom":"KITE-002"}]})"));
}

TEST(AddTicket, FillsAnEmptyArray) {
  const NewTicket ticket{.id = "A-1", .title = "t"};
  EXPECT_EQ(edited(test::backlog_text("empty.json"), {}, {ticket}), R"({
  "version": "1.0",
  "tickets": [
    {
      "id": "A-1",
      "title": "t",
      "type": "task",
      "state": "UNPROCESSED",
      "priority": "P2",
      "dependencies": []
    }
  ]
}
)");
  EXPECT_EQ(edited("{\"tickets\":[]}", {}, {ticket}),
            test::index_of(R"({"id":"A-1","title":"t","type":"task","state":"UNPROCESSED",)"
                           R"("priority":"P2","dependencies":[]})"));
}

TEST(AddTicket, ComesOnceInOneEditOrInTwo) {
  const std::string text = test::backlog_text("crlf.json");
  const std::string once = edited(text, {}, {found_ticket("KITE-003"), found_ticket("kite-003")});
  EXPECT_EQ(once, edited(text, {}, {found_ticket("KITE-003")}));
  EXPECT_EQ(edited(once, {}, {found_ticket("KITE-003"), found_ticket("Kite-003")}), once);
  EXPECT_EQ(test::read(edited(text, {}, {found_ticket("K-1"), found_ticket("K-2")})).size(), 4U);
}

TEST(AddTicket, RefusesAnIdThatWouldSpoilTheIndex) {
  EXPECT_THROW(edited(test::backlog_text("tabs.json"), {}, {found_ticket("../x")}), Error);
}

TEST(NextId, ContinuesTheNumbersOfItsPrefixAsWideAsTheyAre) {
  const auto index = [](const std::vector<std::string>& ids) {
    std::string tickets;
    for (const auto& id : ids) tickets += (tickets.empty() ? "" : ",") + test::ticket_with("", id);
    return test::read(test::index_of(tickets));
  };
  const Backlog backlog = index({"AUTH-009", "AUTH-012", "API-0999", "ADAP-005-1", "ADAP-005-2",
                                 "setup", "web-9", "BIG-99999999999999999999"});
  EXPECT_EQ(next_id(backlog, "AUTH-009"), "AUTH-013");
  EXPECT_EQ(next_id(backlog, "API-0999"), "API-1000");
  EXPECT_EQ(next_id(backlog, "ADAP-005-2"), "ADAP-006");
  EXPECT_EQ(next_id(backlog, "setup"), "setup-001");
  EXPECT_EQ(next_id(backlog, "web-9"), "web-10");
  EXPECT_EQ(next_id(backlog, "WEB-9"), "WEB-10");
  EXPECT_EQ(next_id(backlog, "BIG-99999999999999999999"), "BIG-001");
  const std::vector<std::string> taken{"AUTH-013", "auth-014"};
  EXPECT_EQ(next_id(backlog, "AUTH-012", taken), "AUTH-015");
  EXPECT_TRUE(is_valid_id(next_id(backlog, std::string(64, 'x'))));
}

}  // namespace
}  // namespace sage
