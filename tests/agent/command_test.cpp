#include "agent/command.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using Words = std::vector<std::string>;

TEST(Command, FillsPlaceholdersWordByWord) {
  EXPECT_EQ(fill_placeholders(Words{"a", "--in={workspace}", "{x}"}, {{"workspace", "/w s {x}"}}),
            (Words{"a", "--in=/w s {x}", "{x}"}));
}

TEST(Command, RunIsAShellLineOrWords) {
  EXPECT_EQ(run_command(R"({"id":"A","run":"make && x"})"), (Words{"sh", "-c", "make && x"}));
  EXPECT_EQ(run_command(R"({"id":"A","run":["make","a b",""]})"), (Words{"make", "a b", ""}));
  EXPECT_EQ(run_command(R"({"id":"A"})"), std::nullopt);
  EXPECT_EQ(run_command(R"({"id":"A","run":null})"), std::nullopt);
}

TEST(Command, RunOfAnotherShapeIsAnErrorThatNamesTheTicket) {
  for (const char* run : {"1", "[]", "\"\"", "[1]", "[\"a\",{}]", "{}", "[\"\"]", "true"}) {
    try {
      run_command(std::string(R"({"id":"AUTH-1","run":)") + run + "}");
      FAIL() << run;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
      EXPECT_NE(error.message().find("AUTH-1: run:"), std::string::npos) << error.message();
    }
  }
}

TEST(Presets, GiveThePromptOnceAndOnlyKnownPlaceholders) {
  EXPECT_EQ(find_preset("none"), nullptr);
  ASSERT_NE(find_preset("claude"), nullptr);
  for (const auto& preset : presets()) {
    EXPECT_EQ(preset.argv.at(0), preset.name);
    const auto file = std::ranges::count(preset.argv, "{prompt_file}");
    EXPECT_EQ(file, preset.prompt == "file" ? 1 : 0) << preset.name;
    EXPECT_TRUE(preset.prompt == "file" || preset.prompt == "stdin") << preset.name;
  }
}

TEST(Presets, AreFoundOnThePath) {
  const test::TempFolder folder;
  test::write_text(folder / "goose", "#!/bin/sh\n");
  test::write_text(folder / "codex", "#!/bin/sh\n");
  std::filesystem::permissions(folder / "goose", std::filesystem::perms::owner_all);
  EXPECT_EQ(presets_on_path(folder.path()), Words{"goose"});
}

}  // namespace
}  // namespace sage
