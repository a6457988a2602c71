#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "ticket/edit_index.h"
#include "ticket/fixtures.h"

/// The reader against another JSON parser: what one of them takes for JSON the other does too.
namespace sage {
namespace {

bool is_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  try {
    parse_json(text, "text");
    return true;
  } catch (const Error&) {
    return false;
  }
}

enum class Verdict { read, not_json, other };

Verdict verdict_on(const std::string& text) {
  try {
    test::read(text);
    return Verdict::read;
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input) << text;
    EXPECT_TRUE(error.message().starts_with("index.json:")) << error.message();
    EXPECT_TRUE(is_utf8(error.message()));
    EXPECT_EQ(error.message().find_first_of("\n\x1b"), std::string::npos);
    return error.message().find("not valid JSON") != std::string::npos ? Verdict::not_json
                                                                       : Verdict::other;
  }
}

void expect_agreement(const std::string& text) {
  switch (verdict_on(text)) {
    case Verdict::read:
      EXPECT_TRUE(is_json(text)) << text;
      break;
    case Verdict::not_json:
      EXPECT_FALSE(is_json(text)) << text;
      break;
    case Verdict::other:
      break;  // a problem of another kind was met first
  }
}

/// One small damage: bytes taken out, doubled, replaced or swapped.
std::string damaged(std::string text, std::mt19937& random) {
  static constexpr std::string_view bits[] = {
      "{",    "}",    "[",    "]",    ",",    ":",     "\"",      "\\", "null",
      "tru",  "-",    "1e",   "0",    ".5",   "\\u12", "\\ud834", "\n", "\t",
      "\x01", "\xC3", "\xA9", "\xEF", "\x7F", "//",    "'",       "x"};
  const std::size_t at = random() % text.size();
  const std::size_t length = std::min<std::size_t>(1 + random() % 4, text.size() - at);
  const std::string_view bit = bits[random() % std::size(bits)];
  switch (random() % 4) {
    case 0:
      return text.erase(at, length);
    case 1:
      return text.insert(at, text.substr(at, length));
    case 2:
      return text.insert(at, bit);
    default:
      return text.replace(at, length, bit);
  }
}

TEST(Strictness, TakesExactlyWhatIsJsonAfterRandomDamage) {
  std::mt19937 random(20240607);
  for (const auto* name : {"extra-members.json", "states.json", "minified.json", "crlf.json",
                           "bom.json", "odd-ids.json"}) {
    const std::string whole = test::backlog_text(name);
    for (int round = 0; round < 1500; ++round) {
      std::string text = whole;
      for (unsigned i = random() % 3 + 1; i > 0 && !text.empty(); --i) text = damaged(text, random);
      expect_agreement(text);
    }
  }
}

TEST(Strictness, ChecksEveryScalarNobodyAsksFor) {
  for (const std::string scalar : {"0",
                                   "-0",
                                   "1.5e+3",
                                   "1E9",
                                   "-",
                                   "01",
                                   "1.",
                                   ".5",
                                   "+1",
                                   "1e",
                                   "1e+",
                                   "0x1",
                                   "--1",
                                   "1 2",
                                   "true",
                                   "True",
                                   "truee",
                                   "nul",
                                   "null",
                                   "NaN",
                                   "Infinity",
                                   "\"\"",
                                   "\"a\"b",
                                   "\"a\"\"b\"",
                                   "\"\\u00g0\"",
                                   "\"\\u00e9\"",
                                   "\"\\x\"",
                                   "\"\\ud83d\\ude00\"",
                                   "\"\\ud83d\"",
                                   "\"\\ude00\"",
                                   "\"\\ud83d\\u0041\"",
                                   "\"\x7f\"",
                                   "\"\t\"",
                                   "[]",
                                   "[,]",
                                   "[1,]",
                                   "[1}",
                                   "{}",
                                   "{,}",
                                   "{\"a\"}",
                                   "{\"a\":}",
                                   "{\"a\":1,}",
                                   "{a:1}",
                                   "{\"a\":1]",
                                   "{\"\\q\":1}",
                                   "'a'",
                                   "//x\n1",
                                   "1e400",
                                   "123456789012345678901234567890",
                                   "\"a\" \"b\"",
                                   "1\"a\"",
                                   "\"a\"1",
                                   "[1\"a\"]"})
    for (const std::string place :
         {R"({"tickets":[],"x":)", R"({"x":[{"y":)",
          R"({"tickets":[{"id":"A-1","title":"","state":"FAILED","x":)"}) {
      std::string text = place + scalar;
      if (place.find("[{") != place.npos) text += "}]";
      if (place.find("tickets") == place.npos) text += ",\"tickets\":[]";
      expect_agreement(text + "}");
    }
}

/// An edit of whatever the reader accepts must give something that it accepts again.
TEST(Strictness, WhatIsAcceptedCanBeEdited) {
  std::mt19937 random(7);
  int edited = 0;
  for (const auto* name :
       {"extra-members.json", "states.json", "minified.json", "comma-first.json"})
    for (int round = 0; round < 2000; ++round) {
      const std::string text = damaged(test::backlog_text(name), random);
      if (verdict_on(text) != Verdict::read) continue;
      ++edited;
      IndexEdit edit;
      const Backlog backlog = test::read(text);
      for (const Ticket& ticket : backlog.tickets())
        edit.changes.push_back({std::string(ticket.id), State::deferred, "2024-01-01T00:00:00Z",
                                true, DeferReason{"c", "m", 1, "e", "d"}});
      edit.added.push_back({.id = "NEW-1", .title = "new"});
      const std::string result = edit_index(backlog, edit).text();
      EXPECT_EQ(verdict_on(result), Verdict::read) << text << result;
      EXPECT_TRUE(is_json(result)) << result;
    }
  EXPECT_GT(edited, 1000);
}

}  // namespace
}  // namespace sage
