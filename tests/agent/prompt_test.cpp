#include "agent/prompt.h"

#include <gmock/gmock.h>

#include "agent/documents.h"
#include "agent/markdown.h"
#include "base/error.h"
#include "base/json.h"

namespace sage {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string prompt_of(const std::string& ticket) {
  return make_prompt(
      {.ticket_json = ticket, .earlier = {}, .result_file = "/r", .read_document = {}});
}

std::string markdown_of(std::string_view text) { return to_markdown(parse_json(text, "test")); }

TEST(Prompt, TellsWhatToDoAndHowToReport) {
  const auto prompt = prompt_of(
      R"({"id":"A-1","title":"Shed","type":"feature","priority":"P1","description":"Build\nit.",
          "acceptanceCriteria":["roof",{"id":"AC-2","text":"door"}],"state":"UNPROCESSED",
          "targetFiles":[{"path":"a.c","action":"create","purpose":"all"},"b.c"],
          "tasks":[{"id":"T1","description":"dig","status":"todo"}],"notes":"n",
          "dependencies":["B-1"],"storyMap":{"who":"gardener"}})");
  EXPECT_THAT(prompt, HasSubstr("# A-1 Shed\n\ntype feature, priority P1\n"));
  EXPECT_THAT(prompt, HasSubstr("## Description\n\nBuild\nit.\n"));
  EXPECT_THAT(prompt, HasSubstr("## Acceptance criteria\n\n- roof\n- door\n  - **id**: AC-2\n"));
  EXPECT_THAT(prompt, HasSubstr("- a.c\n  - **action**: create\n  - **purpose**: all\n- b.c\n"));
  EXPECT_THAT(prompt, HasSubstr("## Tasks, in this order\n\n- dig\n  - **id**: T1\n"));
  EXPECT_THAT(prompt, HasSubstr("## Also in the ticket: storyMap\n\n- **who**: gardener\n"));
  EXPECT_THAT(prompt, HasSubstr("Write one JSON object to `/r`"));
  EXPECT_THAT(prompt, Not(HasSubstr("B-1")));
  EXPECT_THAT(prompt, Not(HasSubstr("UNPROCESSED")));
}

TEST(Prompt, TakesFreeMembersOfAnyShape) {
  for (const char* shape :
       {"null", "1", "true", "\"\"", "\"x\"", "[]", "{}", "[[[\"x\"]]]", "[null,{}]",
        "{\"a\":{\"b\":[{\"c\":[1,{\"d\":null}]}]}}", "[{\"x\":{}}]"})
    for (const char* name : {"title", "description", "acceptanceCriteria", "docs", "context",
                             "targetFiles", "notes", "tasks", "other"})
      EXPECT_THAT(prompt_of("{\"id\":\"A-1\",\"" + std::string(name) + "\":" + shape + "}"),
                  HasSubstr("# A-1"));
}

TEST(Prompt, LeavesOutSectionsThatSayNothing) {
  const auto prompt =
      prompt_of(R"({"id":"A","description":" ","notes":[""],"docs":{"spec":null}})");
  EXPECT_THAT(prompt, Not(HasSubstr("## Description")));
  EXPECT_THAT(prompt, Not(HasSubstr("## Notes")));
  EXPECT_THAT(prompt, Not(HasSubstr("## Documents")));
}

TEST(Prompt, RefusesWhatIsNoTicket) {
  EXPECT_THROW(prompt_of("[]"), Error);
  EXPECT_THROW(prompt_of("{"), Error);
}

TEST(Prompt, TellsEarlierAttempts) {
  const auto prompt = make_prompt({.ticket_json = R"({"id":"A"})",
                                   .earlier = {{1, "exit status 2\n```\nboom", "", {}},
                                               {2, "conflict", "0123abcd", {"a`b", "c"}}},
                                   .result_file = "/r",
                                   .read_document = {}});
  EXPECT_THAT(prompt, HasSubstr("### Attempt 1\n"));
  EXPECT_THAT(prompt, HasSubstr("````\nexit status 2\n```\nboom\n````\n"));
  EXPECT_THAT(prompt, HasSubstr("- ``a`b``\n- `c`\n"));
  EXPECT_THAT(prompt, HasSubstr("`git show 0123abcd`"));
}

TEST(Prompt, SaysWhatTheFilesHoldOfAnEarlierAttempt) {
  const auto prompt = make_prompt({.ticket_json = R"({"id":"A"})",
                                   .earlier = {{1, "the gate failed", "0123abcd", {}, true}},
                                   .result_file = "/r",
                                   .read_document = {}});
  EXPECT_THAT(prompt, HasSubstr("commit 0123abcd, is in your files already"));
  EXPECT_THAT(prompt, Not(HasSubstr("git show")));
}

TEST(Prompt, TellsWhatIsToBeMendedBeforeAllElse) {
  const auto prompt =
      make_prompt({.ticket_json = R"({"id":"A","description":"Build it."})",
                   .failure = PromptFailure{"unit", "make test", "FAIL (exit status 2)",
                                            "```\nboom", "/logs/check-unit.log"},
                   .result_file = "/r",
                   .read_document = {}});
  EXPECT_THAT(prompt, HasSubstr("## Mend this now: the check `unit` does not pass"));
  EXPECT_THAT(prompt, HasSubstr("````\n```\nboom\n````\n"));
  for (const char* told : {"make test", "FAIL (exit status 2)", "`/logs/check-unit.log`"})
    EXPECT_THAT(prompt, HasSubstr(told));
  EXPECT_LT(prompt.find("Mend this"), prompt.find("## Description"));
}

TEST(Prompt, TellsWhichSubTaskIsToBeDone) {
  PromptInput input{.ticket_json = R"({"id":"A"})", .result_file = "/r", .read_document = {}};
  input.tasks = {{"T1", "dig", true}, {"T2", "build", false}};
  EXPECT_THAT(make_prompt(input), Not(HasSubstr("sub-task")));
  input.task = "T2";
  EXPECT_THAT(make_prompt(input), HasSubstr("- [x] T1: dig\n- [ ] T2 (now): build\n"));
}

TEST(Documents, AreInlinedOnceByTheirPath) {
  const auto read = [](const std::string& path) -> std::optional<std::string> {
    if (path == "docs/spec.md") return "seven ``` corners";
    if (path == "LICENSE") return "free\n";
    return std::nullopt;
  };
  const auto prompt =
      make_prompt({.ticket_json = R"({"id":"A","docs":{"spec":"docs/spec.md","plan":"docs/plan.md"},
                          "context":{"same":"docs/spec.md","more":["LICENSE","see e.g. the wiki"],
                                     "url":"https://x.org/a.md"}})",
                   .earlier = {},
                   .result_file = "/r",
                   .read_document = read});
  EXPECT_THAT(prompt, HasSubstr("### Document `docs/spec.md`\n\n````\nseven ``` corners\n````\n"));
  EXPECT_THAT(prompt, HasSubstr("### Document `docs/plan.md`\n\nIt is not in the repository."));
  EXPECT_THAT(prompt, HasSubstr("### Document `LICENSE`\n\n```\nfree\n```\n"));
  EXPECT_THAT(prompt, Not(HasSubstr("Document `https")));
  EXPECT_THAT(prompt, Not(HasSubstr("Document `see")));
  EXPECT_EQ(prompt.find("seven"), prompt.rfind("seven"));
}

TEST(Documents, AreCutAtACharacterAndLimitedInAll) {
  const DocumentShelf::Read read = [](const std::string& path) -> std::optional<std::string> {
    if (path == "binary") return std::string("\0x", 2);
    std::string text = "x";
    while (text.size() < 100'000) text += "é";
    return text;
  };
  DocumentShelf shelf(read);
  EXPECT_THAT(shelf.inlined("a.md"), HasSubstr("Cut after 32767 bytes"));
  EXPECT_THAT(shelf.inlined("binary"), HasSubstr("binary and not shown"));
  json::array many;
  for (int i = 0; i < 20; ++i) many.emplace_back(format("docs/{}.md", i));
  const auto text = shelf.inlined(many);
  EXPECT_LT(text.size(), 300'000U);
  EXPECT_THAT(text, HasSubstr("Document `docs/19.md`\n\nNot shown here for its size"));
}

TEST(Markdown, IndentsTextOfManyLinesWithinItsItem) {
  EXPECT_EQ(markdown_of(R"(["a\nb",["c"],2])"), "- a\n  b\n  - c\n- 2\n");
  EXPECT_EQ(markdown_of(R"({"k":"a\nb","l":["c"],"m":{"n":true}})"),
            "- **k**: a\n  b\n- **l**:\n  - c\n- **m**:\n  - **n**: true\n");
}

}  // namespace
}  // namespace sage
