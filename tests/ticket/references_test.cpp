#include "ticket/references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ticket/read_index.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> unknown(const std::string& text) {
  static const Backlog backlog = read_index_text(
      R"({"tickets": [{"id": "AUTH-001", "title": "a", "state": "UNPROCESSED"},
                      {"id": "A2A-005-1", "title": "b", "state": "UNPROCESSED"},
                      {"id": "odd", "title": "c", "state": "UNPROCESSED"}]})",
      "index");
  return unknown_references(text, backlog);
}

TEST(References, KnownTicketsAreFine) {
  EXPECT_THAT(unknown("#AUTH-001, A2A-005-1. (AUTH-001) odd"), IsEmpty());
}

TEST(References, AWordWithATicketsPrefixNamesATicket) {
  EXPECT_THAT(unknown("Do AUTH-002: and A2A-5, then AUTH-002 once more."),
              ElementsAre("AUTH-002", "A2A-5"));
  EXPECT_THAT(unknown("AUTH-7"), ElementsAre("AUTH-7"));
}

TEST(References, WhatOnlyLooksLikeOneDoesNot) {
  EXPECT_THAT(unknown("UTF-8 SHA-256 ISO-8601-1 auth-002 AUTH-002-fix AUTH-x AUTH- AUTH--2 -2"),
              IsEmpty());
  EXPECT_THAT(unknown("#12 # #-1 #1-2"), IsEmpty());
}

TEST(References, BehindAHashItIsMeantToBeOne) {
  EXPECT_THAT(unknown("#XY-1 and (#UTF-8)"), ElementsAre("XY-1", "UTF-8"));
}

TEST(References, AnyBytesAreRead) {
  EXPECT_THAT(unknown(std::string("\0\xFF#\xC3", 4)), IsEmpty());
  EXPECT_THAT(unknown(""), IsEmpty());
}

}  // namespace
}  // namespace sage
