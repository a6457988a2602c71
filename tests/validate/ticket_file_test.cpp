#include "validate/ticket_file.h"

#include <gtest/gtest.h>

#include <string>

namespace sage {
namespace {

std::string shown(const std::optional<TicketFile::Said>& said) {
  if (!said) return "-";
  return std::string(said->text) + "@" + std::to_string(said->at.line) + ":" +
         std::to_string(said->at.column);
}

/// "id title state priority", each with its place.
std::string head(std::string_view text) {
  const TicketFile file = read_ticket_file(text);
  return shown(file.id) + " " + shown(file.title) + " " + shown(file.state) + " " +
         shown(file.priority);
}

TEST(TicketFile, IsReadFromItsHeadingAndTheLinesBelow) {
  EXPECT_EQ(head("# AUTH-002: Log in\n\n**State:** COMPLETED\n**Priority:** P0\n"),
            "AUTH-002@1:3 Log in@1:13 COMPLETED@3:12 P0@4:15");
  EXPECT_EQ(head("\xC3\xA4\n# A-1 - \xC3\xA4 x\r\n- **State**: `DEFERRED` \r\n"),
            "A-1@2:3 \xC3\xA4 x@2:9 DEFERRED@3:15 -");
}

TEST(TicketFile, IsReadFromFrontMatter) {
  EXPECT_EQ(head("---\nid: A-1\ntitle: \"Log: in\"\nSTATE: FAILED\n---\n# Other\n"),
            "A-1@2:5 Log: in@3:9 FAILED@4:8 -");
}

TEST(TicketFile, TakesAHeadingWithoutAnIdForTheTitle) {
  EXPECT_EQ(head("# Log in\n"), "- Log in@1:3 - -");
  EXPECT_EQ(head("# UTF-8 everywhere\n"), "- UTF-8 everywhere@1:3 - -");
  EXPECT_EQ(head("# A-1\n"), "A-1@1:3 - - -");
}

TEST(TicketFile, EndsItsHeadAtTheFirstSection) {
  EXPECT_EQ(head("# A-1: t\n## State\n**State:** COMPLETED\n"), "A-1@1:3 t@1:8 - -");
  EXPECT_EQ(head("# A-1: t\n\n---\n**State:** COMPLETED\n"), "A-1@1:3 t@1:8 - -");
}

TEST(TicketFile, SaysNothingInAnyOtherText) {
  for (const char* text : {"", "\n", "---", "#", "# ", "**", "**:", "**State", "**State:**",
                           "state: X", "---\n:\nstate:\n---"})
    EXPECT_EQ(head(text), "- - - -") << text;
}

}  // namespace
}  // namespace sage
