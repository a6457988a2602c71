#include "cli/selection_options.h"

#include <gtest/gtest.h>

#include "cli/exit_code.h"
#include "cli/options.h"

namespace sage {
namespace {

using Words = std::vector<std::string>;

std::variant<Options, Printed> read(const Words& words) {
  std::vector<const char*> argv{"sage-stream"};
  for (const auto& word : words) argv.push_back(word.c_str());
  return read_options(static_cast<int>(argv.size()), argv.data());
}

SelectionOptions selection(const Words& words) {
  const auto result = read(words);
  if (const auto* printed = std::get_if<Printed>(&result)) {
    ADD_FAILURE() << printed->text;
    return {};
  }
  return std::get<Options>(result).selection;
}

TEST(SelectionFlags, NoneIsEverything) { EXPECT_TRUE(selection({"--auto"}).is_everything()); }

TEST(SelectionFlags, EachSaysThatNotEverythingIsAskedFor) {
  for (const Words& words :
       {Words{"--component", "A"}, Words{"--ticket", "A-1"}, Words{"--limit", "1"},
        Words{"--until", "2h"}, Words{"--retry-deferred"}, Words{"--fail-fast"}}) {
    Words all{"--auto"};
    all.insert(all.end(), words.begin(), words.end());
    EXPECT_FALSE(selection(all).is_everything()) << words[0];
  }
}

TEST(SelectionFlags, NamesAddUpAndTakeNoMoreThanOneWord) {
  const auto request =
      selection({"--auto", "--ticket", "A-1", "--component", "B", "--ticket=A-2"}).request;
  EXPECT_EQ(request.tickets, (Words{"A-1", "A-2"}));
  EXPECT_EQ(request.components, Words{"B"});
  EXPECT_TRUE(std::holds_alternative<Printed>(read({"--auto", "--ticket", "A-1", "A-2"})));
}

TEST(SelectionFlags, ADryRunNeedsNoModeAndTakesAnyNumberOfWorkers) {
  EXPECT_TRUE(selection({"--dry-run"}).dry_run);
  EXPECT_TRUE(selection({"--dry-run", "--parallel=3"}).dry_run);
  EXPECT_EQ(selection({"--explain", "A-1"}).explain, "A-1");
}

TEST(SelectionFlags, CommandsThatLookTakeTheirOwn) {
  EXPECT_EQ(selection({"explain", "A-1"}).explain, "A-1");
  EXPECT_EQ(selection({"ready", "--limit", "3"}).request.limit, 3u);
  const auto graph = selection({"graph", "--component", "A", "--format", "mermaid"});
  EXPECT_EQ(graph.request.components, Words{"A"});
  EXPECT_EQ(graph.graph, GraphFormat::mermaid);
}

class WrongSelection : public testing::TestWithParam<Words> {};
TEST_P(WrongSelection, IsExitCodeTwo) {
  const auto result = read(GetParam());
  ASSERT_TRUE(std::holds_alternative<Printed>(result));
  EXPECT_EQ(std::get<Printed>(result).exit_code, exit_code::usage);
}
INSTANTIATE_TEST_SUITE_P(
    All, WrongSelection,
    testing::Values(Words{"--auto", "--limit", "0"}, Words{"--auto", "--limit", "-1"},
                    Words{"--auto", "--limit", "many"}, Words{"--auto", "--until", "soon"},
                    Words{"--auto", "--ticket"}, Words{"explain"},
                    Words{"ready", "--ticket", "A-1"}, Words{"graph", "--format", "svg"},
                    Words{"--dry-run", "--parallel=none"}));

}  // namespace
}  // namespace sage
