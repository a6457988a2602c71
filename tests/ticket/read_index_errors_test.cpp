#include <gmock/gmock.h>

#include "ticket/fixtures.h"

namespace sage {
namespace {

using test::error_of;
using test::index_of;
using test::ticket_with;
using testing::HasSubstr;
using testing::StartsWith;

void expect_error(const std::string& text, const std::string& message,
                  const std::string& hint = "") {
  const Error error = error_of(text);
  EXPECT_EQ(error.kind(), ErrorKind::invalid_input) << text.substr(0, 200);
  EXPECT_THAT(error.message(), HasSubstr(message));
  EXPECT_THAT(error.hint(), HasSubstr(hint));
  EXPECT_EQ(error.message().find('\n'), std::string::npos);
}

/// On its second line, so that the line in the message means something.
std::string second_line(const std::string& ticket) { return "{\"tickets\":[\n" + ticket + "\n]}"; }

void expect_ticket_error(const std::string& members, const std::string& message,
                         const std::string& hint = "") {
  expect_error(second_line(ticket_with(members)), "index.json:2: " + message, hint);
}

TEST(IndexErrors, NameAMissingOrUnknownState) {
  expect_error(second_line(R"({"id":"A-1","title":"t"})"),
               "index.json:2: ticket A-1: no member \"state\"");
  const auto with_state = [](const std::string& state) {
    return second_line(R"({"id":"A-1","title":"t","state":)" + state + "}");
  };
  expect_error(with_state("\"COMPLETE\""), "ticket A-1: state: found \"COMPLETE\", expected UNPROC",
               "did you mean COMPLETED?");
  expect_error(with_state("\"in-progress\""), "found \"in-progress\"", "IN_PROGRESS");
  expect_error(with_state("null"), "state: found null");
  expect_error(with_state("3"), "state: found 3");
  expect_error(with_state("{}"), "state: found an object");
  EXPECT_EQ(error_of(with_state("\"banana\"")).hint(), "");
}

TEST(IndexErrors, NameAMissingIdOrTitle) {
  expect_error(second_line(R"({"title":"t","state":"COMPLETED"})"),
               "index.json:2: tickets[0]: no member \"id\"");
  expect_error(second_line(R"({"id":"A-1","state":"COMPLETED"})"),
               "index.json:2: ticket A-1: no member \"title\"");
  expect_error(index_of(R"({"id":"A-1","title":null,"state":"COMPLETED"})"), "title: found null");
}

TEST(IndexErrors, NameIdsThatAreNoIds) {
  const auto with_id = [](const std::string& id) {
    return second_line(R"({"title":"t","state":"COMPLETED","id":)" + id + "}");
  };
  expect_error(with_id("7"), "index.json:2: tickets[0]: id: found 7, expected a string");
  expect_error(with_id("null"), "id: found null");
  expect_error(with_id("\"../x\""), "id: found \"../x\", expected 1 to 64 letters");
  expect_error(with_id("\"a.lock\""), "id: found \"a.lock\"");
  expect_error(with_id("\"\""), "id: found \"\"");
  expect_error(with_id("\"a\\u0000\""), "id: found");
}

TEST(IndexErrors, NameIdsThatAreTheSameToSomeFileSystem) {
  expect_error("{\"tickets\":[" + ticket_with("") + ",\n" + ticket_with("") + "]}",
               "index.json:2: ticket A-1: id: found a second A-1 (the first is on line 1)");
  expect_error(index_of(ticket_with("", "abc-1") + "," + ticket_with("", "ABC-1")),
               "ticket ABC-1: id: found a second abc-1");
}

TEST(IndexErrors, NameMembersOfTheWrongType) {
  expect_ticket_error(R"("type":5,)", "tickets[0]: type: found 5, expected a string");
  expect_ticket_error(R"("dependencies":"B-1",)", "tickets[0]: dependencies: found \"B-1\"");
  expect_ticket_error(R"("dependencies":["B-1",4],)", "tickets[0]: dependencies: found 4");
  expect_ticket_error(R"("children":{},)", "tickets[0]: children: found an object");
  expect_ticket_error(R"("parent":[],)", "tickets[0]: parent: found an array");
  expect_ticket_error(R"("run":true,)", "tickets[0]: run: found true");
  expect_ticket_error(R"("run":["a",1],)", "tickets[0]: run: found 1");
}

TEST(IndexErrors, NameAMemberThatIsThereTwice) {
  expect_ticket_error(R"("state":"COMPLETED",)",
                      "ticket A-1: member \"state\" is there twice, expected once");
  expect_ticket_error(R"("updated":"a","updated":"b",)",
                      "tickets[0]: member \"updated\" is there twice");
  expect_ticket_error(R"("type":"a","t\u0079pe":"b",)",
                      "tickets[0]: member \"type\" is there twice");
  expect_error(R"({"tickets":[],"tickets":[]})", "member \"tickets\" is there twice");
  EXPECT_EQ(test::read_one(R"("notes":1,"notes":2,)").size(), 1U);
}

TEST(IndexErrors, NameTheOutermostShape) {
  expect_error("[]", "index.json:1: found an array, expected an object with \"tickets\"");
  expect_error("\"x\"", "found \"x\"");
  expect_error("12", "found 12");
  expect_error("{}", "no member \"tickets\"");
  expect_error("{\"tickets\":null}", "tickets: found null, expected an array");
  expect_error("{\"tickets\":{}}", "tickets: found an object");
  expect_error("{\"tickets\":[\n1]}", "index.json:2: tickets[0]: found 1, expected an object");
  expect_error("{\"tickets\":[" + ticket_with("") + ",null]}", "tickets[1]: found null");
}

TEST(IndexErrors, TellAnEmptyFile) {
  expect_error("", "the file is empty");
  expect_error(" \n\t\r\n", "the file is empty");
  expect_error("\xEF\xBB\xBF", "the file is empty");
}

TEST(IndexErrors, TellOtherEncodings) {
  expect_error(std::string("\xFF\xFE{\0\"\0", 6), "found UTF-16", "UTF-8");
  expect_error(std::string("\xFE\xFF\0{\0\"", 6), "found UTF-16");
  expect_error(std::string("{\0\"\0", 4), "found UTF-16");
  expect_error("{\"tickets\":[],\n\"x\":\"\xE9t\xE9\"}", "index.json:2: not valid UTF-8");
  expect_error("{\"tickets\":[],\n\"x\":\"\xED\xA0\x80\"}", "index.json:2: not valid UTF-8");
}

TEST(IndexErrors, TellWhereTextStopsBeingJson) {
  expect_error("{\"tickets\":[\n{\"id\" \"A-1\"}]}", "index.json:2: not valid JSON");
  expect_error("{\"tickets\":[],\n\"x\":tru}", "index.json:2: not valid JSON");
  expect_error("{\"tickets\":[],\n\"x\":01}", "index.json:2: not valid JSON");
  expect_error("{\"tickets\":[],\n\"x\":[1 2]}", "index.json:2: not valid JSON");
  expect_error("{\"tickets\":[],\n\"x\":[1,]}", "index.json:2: not valid JSON");
  expect_error("{\"tickets\":[],\n\"x\":\"\\q\"}",
               "index.json:2: not valid JSON: found \"\\q\" in a string");
  expect_error("{\"tickets\":[],\n\"x\":\"\\ud800\"}", "index.json:2: not valid JSON");
  expect_error("{\"tickets\":[],\n\"x\":\"a\n\"}", "index.json:2: not valid JSON: the string \"a");
  expect_error("{\"tickets\":[]}\n{\"a\":1}", "index.json:2: not valid JSON");
  expect_error("{\"tickets\":[]}\nx", "not valid JSON");
}

TEST(IndexErrors, TellConflictMarkers) {
  expect_error("{\"tickets\":[\n<<<<<<< HEAD\n" + ticket_with("") + "\n=======\n>>>>>>> b\n]}",
               "index.json:2", "conflict markers");
}

TEST(IndexErrors, ComeForEveryCutOffText) {
  const std::string whole = test::backlog_text("states.json");
  const auto end = whole.rfind('}');
  for (std::size_t size = 0; size <= end; size += size < 200 || size + 200 > end ? 1 : 17) {
    const Error error = error_of(whole.substr(0, size));
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input) << size;
    EXPECT_THAT(error.message(), StartsWith("index.json:")) << size;
  }
}

TEST(IndexErrors, ComeForDeepNestingWithoutExhaustingTheStack) {
  const auto nested = [](std::size_t depth) {
    return "{\"tickets\":[],\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  EXPECT_EQ(test::read(nested(63)).size(), 0U);
  expect_error(nested(64), "nested too deeply, expected at most 64 levels");
  expect_error(nested(1'000'000), "nested too deeply");
  expect_ticket_error("\"x\":" + std::string(62, '[') + std::string(62, ']') + ",", "nested");
  expect_ticket_error("\"effort\":" + std::string(99, '[') + std::string(99, ']') + ",", "nested");
}

TEST(IndexErrors, AreOneEscapedLine) {
  expect_error(index_of(ticket_with("\"type\":[\"\\u001b[2J\"],")), "type: found an array");
  const Error error =
      error_of(index_of(R"({"id":"A-1","title":"t","state":")" + std::string(5000, 'x') + "\"}"));
  EXPECT_LT(error.message().size(), 300U);
}

TEST(IndexErrors, TellHowToMakeAMissingFile) {
  const test::TempFolder folder;
  try {
    read_index_file(folder / "index.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
    EXPECT_THAT(error.message(), HasSubstr("index.json: no such file"));
    EXPECT_THAT(error.hint(), HasSubstr("{\"tickets\": []}"));
  }
}

TEST(IndexErrors, RefuseWhatIsNoRegularFile) {
  const test::TempFolder folder;
  EXPECT_THROW(read_index_file(folder.path()), Error);
  EXPECT_THROW(read_index_file("/dev/null"), Error);
}

TEST(IndexErrors, RefuseAFileOverAGigabyteUnread) {
  const test::TempFolder folder;
  test::write_text(folder / "index.json", "");
  std::filesystem::resize_file(folder / "index.json", (std::uintmax_t{1} << 30) + 1);  // sparse
  try {
    read_index_file(folder / "index.json");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.message(), HasSubstr("expected at most 1073741824"));
  }
}

}  // namespace
}  // namespace sage
