#include "base/text.h"

#include <gtest/gtest.h>

namespace sage {
namespace {

using Words = std::vector<std::string>;

TEST(Escaped, ShowsControlCharactersAndMalformedBytes) {
  EXPECT_EQ(escaped("plain äöü 漢"), "plain äöü 漢");
  EXPECT_EQ(escaped("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
  EXPECT_EQ(escaped("\xff\xc0\xaf"), "\\xff\\xc0\\xaf");
  EXPECT_EQ(escaped("\xc2\x9b"), "\\xc2\\x9b") << "C1 control: CSI in one character";
  EXPECT_EQ(escaped("a\u202Eb\u2066"), "a\\xe2\\x80\\xaeb\\xe2\\x81\\xa6") << "turn the direction";
  EXPECT_EQ(escaped("\u2029\u202F\u2065\u206A"), "\u2029\u202F\u2065\u206A") << "their neighbours";
}

TEST(Printable, KeepsLinesAndPutsBlanksForWhatATerminalObeys) {
  EXPECT_EQ(printable("a\tb\r\nc äöü"), "a\tb\nc äöü");
  EXPECT_EQ(printable("a\x1b[2J\x7F\u009B\u202A\u202E\u2066\u2069z"), "a [2J      z");
  EXPECT_EQ(printable("\xff"), "\uFFFD");
}

TEST(Excerpt, CutsAtACharactersBorder) {
  EXPECT_EQ(excerpt("short", 10), "short");
  EXPECT_EQ(excerpt("ääää", 5), "ää…");
}

TEST(Utf8, KnowsOverlongFormsSurrogatesAndTruncation) {
  EXPECT_TRUE(is_utf8("\U0010FFFF ok"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xe0\x80\xaf"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_FALSE(is_utf8("\xe4\xb8"));
  EXPECT_EQ(valid_utf8("a\xff"
                       "b"),
            "a\uFFFD"
            "b");
}

TEST(SplitWords, FollowsShellQuoting) {
  EXPECT_EQ(split_words("a  'b c' \"d \\\" e\" f\\ g"), (Words{"a", "b c", "d \" e", "f g"}));
  EXPECT_EQ(split_words("x ''"), (Words{"x", ""}));
  EXPECT_EQ(split_words("$HOME `id`"), (Words{"$HOME", "`id`"}));
  EXPECT_EQ(split_words("'open"), std::nullopt);
}

TEST(Nearest, FindsATypoAndNothingFar) {
  const std::string_view known[] = {"attempts", "timeout", "onto"};
  EXPECT_EQ(nearest("atempts", known), "attempts");
  EXPECT_EQ(nearest("colour", known), "");
}

TEST(Nearest, PassesOverTheCaseOfLetters) {
  const std::string_view known[] = {"AUTH-1", "UI-1"};
  EXPECT_EQ(nearest("auth-1", known), "AUTH-1");
  EXPECT_EQ(nearest("Uu-1", known), "UI-1");
}

TEST(Durations, ReadAndShown) {
  EXPECT_EQ(parse_duration("90s"), 90'000);
  EXPECT_EQ(parse_duration("0"), 0);
  EXPECT_EQ(parse_duration("5"), std::nullopt);
  EXPECT_EQ(parse_duration("-1s"), std::nullopt);
  EXPECT_EQ(human_duration(12'400), "12.4s");
  EXPECT_EQ(human_duration(185'000), "3m 05s");
}

TEST(Listing, CutsLongLists) {
  const Words three{"a", "b", "c"};
  EXPECT_EQ(listing(three), "a, b, c");
  EXPECT_EQ(listing(three, 2), "a, b and 1 more");
}

}  // namespace
}  // namespace sage
