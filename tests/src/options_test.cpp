#include "cli/options.h"
#include "cli/command_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/exit_code.h"

namespace sage {
namespace {

using Words = std::vector<std::string>;
using testing::HasSubstr;

std::variant<Options, Printed> read(const Words& words) {
  std::vector<const char*> argv{"sage-stream"};
  for (const auto& word : words) argv.push_back(word.c_str());
  return read_options(static_cast<int>(argv.size()), argv.data());
}

Options options(const Words& words) {
  const auto result = read(words);
  if (const auto* printed = std::get_if<Printed>(&result)) {
    ADD_FAILURE() << printed->text;
    return {};
  }
  return std::get<Options>(result);
}

TEST(Options, AFlagOfARunBeforeACommandIsRefused) {
  const auto said = [](std::vector<const char*> words) {
    words.insert(words.begin(), "sage-stream");
    const auto result = read_options(static_cast<int>(words.size()), words.data());
    const auto* printed = std::get_if<Printed>(&result);
    return printed ? printed->text : "";
  };
  EXPECT_THAT(said({"--dry-run", "land"}), HasSubstr("--dry-run before land: it is for a run"));
  EXPECT_THAT(said({"--dry-run", "rollback", "--ticket", "A"}),
              HasSubstr("hint: sage-stream rollback --dry-run"));
  EXPECT_THAT(said({"--auto", "ready"}), HasSubstr("--auto before ready"));
  EXPECT_EQ(said({"-C", "x", "--color", "never", "--onto", "b", "land"}), "");
}

TEST(Options, AutoDrainsWithOneWorker) {
  const Options given = options({"--auto"});
  EXPECT_EQ(given.command, nullptr);
  EXPECT_EQ(given.modes.mode, RunMode::automatic);
  EXPECT_FALSE(given.parallel);
  EXPECT_TRUE(given.overlap_check);
  EXPECT_FALSE(given.fail_if_empty);
  EXPECT_EQ(given.format, Format::human);
  EXPECT_EQ(given.color, "auto");
  EXPECT_TRUE(given.settings.empty());
}

TEST(Options, SwitchesOfARun) {
  const Options given = options({"--auto", "--no-overlap-check", "--fail-if-empty", "-C", "there",
                                 "--color", "never", "--format", "ndjson"});
  EXPECT_FALSE(given.overlap_check);
  EXPECT_TRUE(given.fail_if_empty);
  EXPECT_EQ(given.folder, "there");
  EXPECT_EQ(given.color, "never");
  EXPECT_EQ(given.format, Format::ndjson);
  EXPECT_EQ(options({"--auto", "--format=json"}).format, Format::json);
}

struct Parallel {
  Words words;
  std::string value;
};
class ParallelOption : public testing::TestWithParam<Parallel> {};
TEST_P(ParallelOption, IsANumberOrAuto) {
  EXPECT_EQ(options(GetParam().words).parallel, GetParam().value);
}
INSTANTIATE_TEST_SUITE_P(All, ParallelOption,
                         testing::Values(Parallel{{"--auto", "--parallel"}, "auto"},
                                         Parallel{{"--parallel", "--auto"}, "auto"},
                                         Parallel{{"--auto", "--parallel=auto"}, "auto"},
                                         Parallel{{"--auto", "--parallel=4"}, "4"},
                                         Parallel{{"--auto", "--parallel", "4"}, "4"},
                                         Parallel{{"--auto", "--parallel=9999"}, "9999"}));

TEST(Options, EverySettingWithAFlagIsTakenByItsName) {
  for (const auto& setting : setting_names()) {
    if (setting.flag.empty()) continue;
    const std::string flag(setting.flag.substr(0, setting.flag.find(',')));
    Words words{"--auto", flag};
    if (!setting.value.empty()) words.emplace_back("3");
    const auto given = options(words).settings;
    ASSERT_EQ(given.size(), 1u) << flag;
    EXPECT_EQ(given[0].name, setting.name);
    EXPECT_THAT(given[0].where, HasSubstr(flag));
    EXPECT_EQ(given[0].value, setting.value.empty() ? json::value(true) : json::value("3"));
  }
}

TEST(Options, TheRemoteOfAPushMayBeLeftOut) {
  for (const auto& [words, remote] :
       std::vector<std::pair<Words, std::string>>{{{"--auto", "--push"}, ""},
                                                  {{"--push", "--auto"}, ""},
                                                  {{"--auto", "--push=far"}, "far"},
                                                  {{"--auto", "--push", "far"}, "far"}}) {
    const auto given = options(words).settings;
    ASSERT_EQ(given.size(), 1u);
    EXPECT_EQ(given[0].name, "push");
    EXPECT_EQ(given[0].value, json::value(remote));
  }
}

TEST(Options, HooksAndWhatGitGaveThem) {
  EXPECT_EQ(options({"hooks", "install"}).hooks.action, HooksOptions::Action::install);
  EXPECT_EQ(options({"hooks", "uninstall"}).hooks.action, HooksOptions::Action::uninstall);
  EXPECT_EQ(options({"hooks", "status"}).hooks.action, HooksOptions::Action::status);
  const auto run = options({"hooks", "run", "pre-push", "--before", "mine", "--", "-x", "--push"});
  EXPECT_EQ(run.command->name, "hooks");
  EXPECT_EQ(run.hooks.action, HooksOptions::Action::run);
  EXPECT_EQ(run.hooks.hook, "pre-push");
  EXPECT_EQ(run.hooks.before, "mine");
  EXPECT_EQ(run.hooks.arguments, (Words{"-x", "--push"}));
}

TEST(Options, OtherCommands) {
  EXPECT_EQ(options({"status"}).command->name, "status");
  EXPECT_EQ(options({"status", "--format", "json"}).format, Format::json);
  EXPECT_EQ(options({"clean"}).command->name, "clean");
  EXPECT_EQ(options({"unlock"}).command->name, "unlock");
  EXPECT_EQ(options({"-C", "x", "status"}).folder, "x");
  const Options land = options({"land", "T-1", "T-2", "--gate", "", "--onto", "side"});
  ASSERT_EQ(land.settings.size(), 2u);
  EXPECT_EQ(land.settings[0].name, "onto");
  EXPECT_EQ(land.settings[1].name, "gate");
  EXPECT_EQ(land.settings[1].value, json::value(""));
  EXPECT_EQ(land.command->name, "land");
  EXPECT_EQ(land.tickets, (Words{"T-1", "T-2"}));
  const Options worker = options({"worker", "--repository", "r", "--workspaces", "w"});
  EXPECT_EQ(worker.command->name, "worker");
  EXPECT_EQ(worker.repository, "r");
  EXPECT_EQ(worker.workspaces, "w");
  EXPECT_EQ(worker.backend, "plain");
  EXPECT_EQ(
      options({"worker", "--repository", "r", "--workspaces", "w", "--backend", "overlay"}).backend,
      "overlay");
}

TEST(Options, AFlagTakesOneValueEvenAnEmptyOne) {
  const std::vector<std::pair<Words, std::string>> lines{
      {{"land", "--gate", "make", "A-1"}, "make"},
      {{"land", "--gate", "", "A-1"}, ""},
      {{"land", "--gate=", "A-1"}, ""},
      {{"land", "--onto=", "A-1"}, ""},
      {{"land", "--workspace.setup", "", "A-1"}, ""},
      {{"land", "--push=", "A-1"}, ""},
      {{"land", "--gate", "[ -f a,b ]", "A-1"}, "[ -f a,b ]"}};
  for (const auto& [words, value] : lines) {
    const Options land = options(words);
    ASSERT_EQ(land.settings.size(), 1u) << words[1];
    EXPECT_EQ(land.settings[0].value, json::value(value));
    EXPECT_EQ(land.tickets, Words{"A-1"}) << words[1];
  }
}

TEST(Options, ASwitchWithAnEmptyValueIsThatSwitch) {
  EXPECT_EQ(options({"land", "--pristine=", "A-1"}).tickets, Words{"A-1"});
  EXPECT_EQ(options({"hooks", "run", "pre-push", "--", "--x="}).hooks.arguments, Words{"--x="});
}

TEST(Options, CommandLineIsKeptAsTyped) {
  EXPECT_EQ(options({"--auto", "--attempts", "2"}).command_line, "sage-stream --auto --attempts 2");
}

TEST(Options, CommandLineIsKeptWholeToBeTypedAgain) {
  const std::string name(300, 'x');
  EXPECT_EQ(options({"--auto", "--component", "It's " + name, "--onto=main"}).to_repeat,
            "sage-stream --auto --component 'It'\\''s " + name + "' --onto=main");
}

TEST(Options, HelpAndVersionArePrintedAndAreNoErrors) {
  for (const Words& words : {Words{"--help"}, Words{"--version"}, Words{"land", "--help"}}) {
    const auto result = read(words);
    ASSERT_TRUE(std::holds_alternative<Printed>(result));
    EXPECT_EQ(std::get<Printed>(result).exit_code, exit_code::ok);
  }
  EXPECT_THAT(std::get<Printed>(read({"--version"})).text, HasSubstr(SAGE_VERSION));
  const auto help = std::get<Printed>(read({"--help"})).text;
  for (const auto& setting : setting_names())
    EXPECT_THAT(help, HasSubstr(std::string(setting.flag.substr(0, setting.flag.find(',')))));
}

class WrongCommandLine : public testing::TestWithParam<Words> {};
TEST_P(WrongCommandLine, IsPrintedWithExitCodeTwo) {
  const auto result = read(GetParam());
  ASSERT_TRUE(std::holds_alternative<Printed>(result));
  EXPECT_EQ(std::get<Printed>(result).exit_code, exit_code::usage);
  EXPECT_THAT(std::get<Printed>(result).text, HasSubstr("hint: "));
}
INSTANTIATE_TEST_SUITE_P(
    All, WrongCommandLine,
    testing::Values(Words{"--auto", "--interactive"}, Words{"--interactive", "--parallel=2"},
                    Words{"--parallel"}, Words{"--parallel=2"}, Words{"--auto", "--nope"},
                    Words{"--auto", "--parallel=0"}, Words{"--auto", "--parallel=-1"},
                    Words{"--auto", "--parallel=many"}, Words{"--auto", "--parallel=2x"},
                    Words{"--auto", "--parallel=10000"}, Words{"--auto", "--format", "xml"},
                    Words{"--auto", "--color", "red"}, Words{"--auto", "--attempts"},
                    Words{"nonsense"}, Words{"--auto", "stray"}, Words{"status", "clean"},
                    Words{"clean", "stray"}, Words{"worker"}, Words{"worker", "--repository", "r"},
                    Words{"--auto", "\x1b[31m"}));

TEST(Options, MessageHoldsNoControlCharactersOfTheCommandLine) {
  const auto result = read({"--auto", "--parallel=\x1b[31m"});
  EXPECT_EQ(std::get<Printed>(result).text.find('\x1b'), std::string::npos);
  EXPECT_EQ(std::get<Printed>(read({"\x1b[31m"})).text.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace sage
