#include "view/display_width.h"

#include <gtest/gtest.h>

#include <random>

#include "base/text.h"

namespace sage {
namespace {

TEST(DisplayWidth, CountsOneColumnForLatinGreekAndCyrillic) {
  EXPECT_EQ(display_width(""), 0);
  EXPECT_EQ(display_width("plain text"), 10);
  EXPECT_EQ(display_width("größer Ωμέγα Привет"), 19);
}

TEST(DisplayWidth, CountsTwoColumnsForEastAsianTextAndEmoji) {
  EXPECT_EQ(display_width("修正"), 4);
  EXPECT_EQ(display_width("한글"), 4);
  EXPECT_EQ(display_width("カナｶﾅ"), 6);
  EXPECT_EQ(display_width("！"), 2);
  EXPECT_EQ(display_width("🎉"), 2);
  EXPECT_EQ(display_width("\U00020000"), 2);
}

TEST(DisplayWidth, CountsNothingForMarksThatAreDrawnOntoACharacter) {
  EXPECT_EQ(display_width("e\u0301"), 1);
  EXPECT_EQ(display_width("a\u0308\u0323b"), 2);
  EXPECT_EQ(display_width("\u1112\u1161\u11AB"), 2) << "a Hangul syllable of three letters";
  EXPECT_EQ(display_width("a\u200Bb"), 2);
}

TEST(DisplayWidth, TakesTheWidestThatATerminalMayMakeOfJoinedEmoji) {
  EXPECT_EQ(display_width("👩\u200D💻"), 4);
  EXPECT_EQ(display_width("❤\uFE0F"), 2);
  EXPECT_EQ(display_width("🇩🇪"), 2);
}

TEST(DisplayWidth, CountsAMalformedByteAsOneColumn) {
  EXPECT_EQ(display_width("a\xFF\x80\xE4\xB8"), 5);
  EXPECT_EQ(display_width("\xF0\x9F"), 2);
}

TEST(Fit, LeavesTextThatFits) {
  EXPECT_EQ(fit("exactly", 7), "exactly");
  EXPECT_EQ(fit("修正", 4), "修正");
}

TEST(Fit, CutsAtTheBorderOfACharacterAndSaysSo) {
  EXPECT_EQ(fit("a long title", 7), "a long…");
  EXPECT_EQ(fit("修正标题", 6), "修正…") << "a half of a wide character is no character";
  EXPECT_EQ(fit("e\u0301e\u0301e\u0301", 2), "e\u0301…") << "the accent stays with its letter";
  EXPECT_EQ(fit("👩\u200D💻 at work", 3), "…") << "joined emoji are not torn apart";
}

TEST(Fit, GivesNoMoreThanThereIsRoomFor) {
  EXPECT_EQ(fit("title", 1), "…");
  EXPECT_EQ(fit("title", 0), "");
  EXPECT_EQ(fit("title", -3), "");
  EXPECT_EQ(fit("title", 2, "..."), "ti") << "no room for the mark";
}

TEST(Padded, FillsUpToTheWidth) {
  EXPECT_EQ(padded("ab", 4), "ab  ");
  EXPECT_EQ(padded("修", 4), "修  ");
  EXPECT_EQ(padded("修正标", 4), "修… ");
}

TEST(Wrapped, BreaksAtSpacesWhereThereAreAny) {
  EXPECT_EQ(wrapped("one two three", 8), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(wrapped("one two", 7), (std::vector<std::string>{"one two"}));
  EXPECT_EQ(wrapped("onetwothree", 4), (std::vector<std::string>{"onet", "woth", "ree"}));
  EXPECT_EQ(wrapped("修正标题", 5), (std::vector<std::string>{"修正", "标题"}));
  EXPECT_EQ(wrapped("", 5), (std::vector<std::string>{""}));
}

TEST(Wrapped, EndsEvenWhereACharacterIsWiderThanTheLine) {
  EXPECT_EQ(wrapped("修正", 1), (std::vector<std::string>{"修", "正"}));
  EXPECT_EQ(wrapped("  ", 1).size(), 1U);
}

/// Any text without spaces: whole characters of every kind, and stray bytes.
std::string random_text(std::mt19937& random) {
  const char* pieces[] = {"a", "é", "修", "🎉", "\u0301", "\u200D", "\uFE0F", "한"};
  std::string text;
  for (auto length = random() % 12; length > 0; --length)
    if (random() % 4 == 0)
      text += static_cast<char>('!' + random() % 200);
    else
      text += pieces[random() % std::size(pieces)];
  return text;
}

TEST(DisplayWidth, HoldsForAnyText) {
  std::mt19937 random(20240517);
  for (int round = 0; round < 20000; ++round) {
    const std::string text = random_text(random);
    const int columns = static_cast<int>(random() % 20);
    ASSERT_LE(display_width(fit(text, columns)), columns) << escaped(text);
    ASSERT_EQ(display_width(padded(text, columns)), columns) << escaped(text);
    ASSERT_TRUE(is_utf8(fit(valid_utf8(text), columns))) << escaped(text);
    std::string together;
    for (const auto& line : wrapped(text, columns)) {
      ASSERT_TRUE(display_width(line) <= columns || fit(line, columns, "").empty())
          << "too wide, and more than one character: " << escaped(line);
      together += line;
    }
    ASSERT_EQ(together, text) << "nothing is lost where there are no spaces";
  }
}

}  // namespace
}  // namespace sage
