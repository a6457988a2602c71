#include "config/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/error_of.h"

namespace sage {
namespace {

using test::error_of;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// The settings after the members of `stream` in a config.json.
Settings from_stream(const std::string& members) {
  Settings settings;
  for (const auto& value :
       settings_of_file(R"({"tickets": 1, "stream": {)" + members + "}}", "config.json"))
    set(settings, value);
  return settings;
}

TEST(Settings, EveryOneIsSetFromTheFile) {
  const Settings settings = from_stream(R"(
    "agent": {"command": ["a", "b c"], "prompt": "file", "usage": "claude"},
    "agents": {"fast": {"command": "echo $X"}}, "attempts": 5, "timeout": "90s",
    "stallTimeout": "2h", "retryDelay": 0, "maxWorkers": 3, "onto": "topic",
    "workspace": {"setup": "make", "copy": ["x", "y/z"], "root": "/r", "pristine": true,
                  "backend": "overlay"},
    "landing": {"message": "{id}", "train": "batch", "window": 6, "hooks": true},
    "hooks": {"unknownTicket": "refuse", "stripAttribution": true}, "push": "backup",
    "check": {"ticket": [{"command": "make lint"}]}, "gate": [{"command": ["make", "check"]}])");
  ASSERT_TRUE(settings.agent);
  EXPECT_THAT(settings.agent->argv, ElementsAre("a", "b c"));
  EXPECT_EQ(settings.agent->prompt, "file");
  EXPECT_EQ(settings.agent->usage, "claude");
  EXPECT_THAT(settings.agents.at("fast").argv, ElementsAre("sh", "-c", "echo $X"));
  EXPECT_EQ(settings.agents.at("fast").name, "fast");
  EXPECT_EQ(settings.attempts, 5);
  EXPECT_EQ(settings.timeout, Milliseconds{90'000});
  EXPECT_EQ(settings.stall_timeout, Milliseconds{7'200'000});
  EXPECT_EQ(settings.retry_delay, Milliseconds{0});
  EXPECT_EQ(settings.max_workers, 3);
  EXPECT_EQ(settings.onto, "topic");
  EXPECT_EQ(settings.setup, "make");
  EXPECT_THAT(settings.copy, ElementsAre("x", "y/z"));
  EXPECT_EQ(settings.workspace_root, "/r");
  EXPECT_TRUE(settings.pristine);
  EXPECT_EQ(settings.backend, "overlay");
  EXPECT_EQ(settings.landing_message, "{id}");
  EXPECT_EQ(settings.train, "batch");
  EXPECT_EQ(settings.train_window, 6);
  EXPECT_TRUE(settings.landing_hooks);
  EXPECT_EQ(settings.unknown_ticket, "refuse");
  EXPECT_TRUE(settings.strip_attribution);
  EXPECT_EQ(settings.push, "backup");
  ASSERT_EQ(settings.ticket_checks.size(), 1u);
  EXPECT_THAT(settings.ticket_checks[0].argv, ElementsAre("sh", "-c", "make lint"));
  ASSERT_EQ(settings.gate.size(), 1u);
  EXPECT_THAT(settings.gate[0].argv, ElementsAre("make", "check"));
}

TEST(Settings, BranchMayBeWrittenAsARef) {
  EXPECT_EQ(from_stream(R"("onto": "refs/heads/a/b")").onto, "a/b");
  EXPECT_EQ(from_stream(R"("onto": "heads/x")").onto, "heads/x");
}

TEST(Settings, PushIsYesOrNoOrARemote) {
  EXPECT_EQ(Settings().push, std::nullopt);
  for (const auto* yes : {R"("push": true)", R"("push": "yes")", R"("push": "")"})
    EXPECT_EQ(from_stream(yes).push, "") << yes;
  for (const auto* no : {R"("push": false)", R"("push": "off")"})
    EXPECT_EQ(from_stream(no).push, std::nullopt) << no;
  EXPECT_EQ(from_stream(R"("push": "https://example.org/far.git")").push,
            "https://example.org/far.git");
}

TEST(Settings, FileWithoutStreamSetsNothing) {
  EXPECT_TRUE(settings_of_file("{}", "config.json").empty());
}

TEST(Settings, FileThatIsNoObjectIsRefused) {
  for (const auto* text : {"[]", R"({"stream": 1})", "{"})
    EXPECT_THAT(error_of([&] { settings_of_file(text, "config.json"); }).message(),
                HasSubstr("config.json"))
        << text;
}

TEST(Settings, WhatIsBesideStreamIsOtherTools) {
  for (const auto* text :
       {R"({"version": 1, "team": {"gate": []}, "tickets": [{"a": 1}, {"a": 2}]})", R"({"s": 1})"})
    EXPECT_TRUE(settings_of_file(text, "config.json").empty()) << text;
}

TEST(Settings, WhatWasMeantForStreamIsRefused) {
  const auto refused = [](const char* text) {
    const Error error = error_of([&] { settings_of_file(text, "config.json"); });
    EXPECT_EQ(error.kind(), ErrorKind::invalid_input) << text;
    return error.message() + "; " + error.hint();
  };
  EXPECT_EQ(refused(R"({"gate": [{"command": "x"}]})"),
            "config.json: gate: found beside `stream`, expected in it; "
            R"(write it as {"stream": {"gate": …}})");
  EXPECT_THAT(refused(R"({"stream": {}, "workspace": {}})"), HasSubstr("workspace: found beside"));
  EXPECT_THAT(refused(R"({"landing.train": "batch"})"), HasSubstr("landing.train: found beside"));
  for (const auto* near : {"straem", "Stream", "streams", "steam"})
    EXPECT_EQ(refused(format(R"({{"{}": {{}}}})", near).c_str()),
              format("config.json: {}: unknown member; did you mean stream?", near));
}

TEST(Settings, WhatIsThereTwiceIsRefused) {
  const auto place = [](const char* text) {
    const Error error = error_of([&] { settings_of_file(text, "f"); });
    return error.message().substr(0, error.message().find(": is there twice, expected once"));
  };
  EXPECT_EQ(place(R"( {"stream": {"gate": []}, "stream": {}})"), "f: stream");
  EXPECT_EQ(place(R"({"stream": {"gate": [], "g\u0061te": []}})"), "f: stream.gate");
  EXPECT_EQ(place(R"({"stream": {"gate": [{"command": "x"}, {"command": "x", "command": ""}]}})"),
            "f: stream.gate[1].command");
  EXPECT_EQ(place(R"({"others": {"x": [[{"y": 1, "y": 1}]]}})"), "f: others.x[0][0].y");
}

struct Wrong {
  std::string members, where, found, expected;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.members; }

class WrongSettings : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSettings, NameWhereFoundAndExpected) {
  const auto& [members, where, found, expected] = GetParam();
  const Error error = error_of([&] { from_stream(members); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
  EXPECT_THAT(error.message(),
              AllOf(HasSubstr("config.json: stream." + where + ":"), HasSubstr("found " + found),
                    HasSubstr("expected " + expected)));
}

const Wrong wrong_settings[]{
    {R"("push": 3)", "push", "3", "true, false or the name of a remote"},
    {R"("hooks": {"unknownTicket": "stop"})", "hooks.unknownTicket", "\"stop\"", "warn, refuse"},
    {R"("attempts": 0)", "attempts", "0", "a whole number from 1 to 1000"},
    {R"("attempts": 1001)", "attempts", "1001", "a whole number from 1 to 1000"},
    {R"("attempts": 1.5)", "attempts", "1.5", "a whole number"},
    {R"("attempts": "3x")", "attempts", "\"3x\"", "a whole number"},
    {R"("attempts": 99999999999999)", "attempts", "99999999999999", "a whole number"},
    {R"("attempts": null)", "attempts", "null", "a whole number"},
    {R"("maxWorkers": -1)", "maxWorkers", "-1", "a whole number from 1 to 4096"},
    {R"("maxWorkers": true)", "maxWorkers", "true", "a whole number"},
    {R"("timeout": "soon")", "timeout", "\"soon\"", "a duration"},
    {R"("timeout": 30)", "timeout", "30", "a duration"},
    {R"("stallTimeout": "-1s")", "stallTimeout", "\"-1s\"", "a duration"},
    {R"("retryDelay": [])", "retryDelay", "[]", "a duration"},
    {R"("onto": 7)", "onto", "7", "a text"},
    {R"("workspace": {"pristine": "maybe"})", "workspace.pristine", "\"maybe\"", "true or false"},
    {R"("workspace": {"pristine": 1})", "workspace.pristine", "1", "true or false"},
    {R"("workspace": {"copy": 1})", "workspace.copy", "1", "a list of texts"},
    {R"("workspace": {"copy": ["x", 2]})", "workspace.copy", "2", "a text"},
    {R"("workspace": {"copy": ["x", ""]})", "workspace.copy", "[\"x\",\"\"]", "texts that are not"},
    {R"("workspace": {"setup": false})", "workspace.setup", "false", "a text"},
    {R"("landing": {"message": {}})", "landing.message", "{}", "a text"},
    {R"("agent": 1)", "agent", "1", "an agent"},
    {R"("agent": {})", "agent", "{}", "an agent with a `command`"},
    {R"("agent": "a 'b")", "agent", "\"a 'b\"", "a command line with its quotes closed"},
    {R"("agent": {"command": []})", "agent.command", "[]", "a command"},
    {R"("agent": {"command": ""})", "agent.command", "\"\"", "a command"},
    {R"("agent": {"command": " \t"})", "agent.command", "\" \\t\"", "a command"},
    {R"("agent": "")", "agent", "\"\"", "a command line with at least a program"},
    {R"("agent": "'' x")", "agent", "\"'' x\"", "a command line with at least a program"},
    {R"("agents": {"fast": {"command": ""}})", "agents.fast.command", "\"\"", "a command"},
    {R"("agent": {"command": 1})", "agent.command", "1", "a list of texts"},
    {R"("agent": {"command": "x", "prompt": "pipe"})", "agent.prompt", "\"pipe\"", "stdin or file"},
    {R"("landing": {"train": "slow"})", "landing.train", "\"slow\"",
     "speculative, batch or serial"},
    {R"("landing": {"window": 65})", "landing.window", "65", "a whole number from 0 to 64"},
    {R"("gate": 1)", "gate", "1", "a list of checks, or a command line"},
    {R"("gate": {"command": "x"})", "gate", "{\"command\":\"x\"}", "a list of checks"},
    {R"("gate": "a 'b")", "gate", "\"a 'b\"", "a command line with its quotes closed"},
    {R"("gate": ["make", "check"])", "gate[0]", "\"make\"", "a check"},
    {R"("gate": [{}])", "gate[0]", "{}", "a check with a `command`"},
    {R"("gate": [{"command": "x"}, {"command": []}])", "gate[1].command", "[]", "a command"},
    {R"("gate": [{"name": "tests", "command": ""}])", "gate[0].command", "\"\"", "a command"},
    {R"("gate": [{"command": " "}])", "gate[0].command", "\" \"", "a command"},
    {R"("gate": "''")", "gate", "\"''\"", "a command line with at least a program"},
    {R"("check": {"ticket": [{"command": ""}]})", "check.ticket[0].command", "\"\"", "a command"},
    {R"("gate": [{"command": "x"}, {"command": ["x"]}])", "gate[1].name", "x", "another name"},
    {R"("gate": [{"command": "x", "name": " "}])", "gate[0].name", "\" \"", "a name"},
    {R"("gate": [{"command": "x", "timeout": "soon"}])", "gate[0].timeout", "\"soon\"",
     "a duration"},
    {R"("gate": [{"command": "x", "timeout": -1}])", "gate[0].timeout", "-1", "a whole number"},
    {R"("gate": [{"command": "x", "success_pattern": 1}])", "gate[0].success_pattern", "1",
     "a text"},
    {R"("gate": [{"command": "x", "success_pattern": "(a"}])", "gate[0].success_pattern", "\"(a\"",
     "a regular expression"},
    {R"("gate": [{"command": "x", "expects_tests": 1}])", "gate[0].expects_tests", "1",
     "true or false"},
    {R"("gate": [{"command": "x", "flaky": true}])", "gate[0].flaky", "true", "a whole number"},
    {R"("gate": [{"command": "x", "environment": {}}])", "gate[0].environment", "{}",
     "a list of texts"},
    {R"("check": {"ticket": 1})", "check.ticket", "1", "a list of checks"},
    {R"("agents": [])", "agents", "[]", "an object of agents"},
    {R"("agents": {"a": {}})", "agents.a", "{}", "an agent with a `command`"},
};
INSTANTIATE_TEST_SUITE_P(All, WrongSettings, testing::ValuesIn(wrong_settings));

TEST(Settings, UnknownOneComesWithTheNearest) {
  const Error error = error_of([] { from_stream(R"("atempts": 3)"); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
  EXPECT_THAT(error.message(), HasSubstr("config.json: stream.atempts: unknown setting"));
  EXPECT_THAT(error.hint(), HasSubstr("attempts"));
}

TEST(Settings, UnknownOneThatIsLikeNoneComesWithAll) {
  const Error error = error_of([] { from_stream(R"("zzzzzzzzzzzzzzzz": 3)"); });
  for (const auto& setting : setting_names())
    EXPECT_THAT(error.hint(), HasSubstr(std::string(setting.name)));
}

TEST(Settings, UnknownMemberOfAnAgentIsRefused) {
  const Error error = error_of([] { from_stream(R"("agent": {"comand": "x"})"); });
  EXPECT_THAT(error.message(), HasSubstr("agent.comand"));
  EXPECT_THAT(error.hint(), HasSubstr("command, prompt, usage"));
}

TEST(Settings, CheckSaysAllThatItCan) {
  const auto gate = from_stream(R"("gate": [{"name": "unit", "command": "make check",
    "timeout": "90s", "success_pattern": "^OK", "expects_tests": true, "flaky": 2,
    "environment": [".env"]}])")
                        .gate;
  ASSERT_EQ(gate.size(), 1u);
  EXPECT_EQ(gate[0].name, "unit");
  EXPECT_THAT(gate[0].argv, ElementsAre("sh", "-c", "make check"));
  EXPECT_EQ(gate[0].timeout_ms, 90'000);
  EXPECT_EQ(gate[0].success_pattern, "^OK");
  EXPECT_TRUE(gate[0].expects_tests);
  EXPECT_EQ(gate[0].flaky, 2);
  EXPECT_THAT(gate[0].environment, ElementsAre(".env"));
}

TEST(Settings, CheckIsNamedAfterTheFirstWordsOfItsCommand) {
  const auto gate = from_stream(R"("gate": [{"command": "npm run test:unit -- --all"},
    {"command": ["make", "check"]}, {"command": "echo 'a"}])")
                        .gate;
  ASSERT_EQ(gate.size(), 3u);
  EXPECT_EQ(gate[0].name, "npm run test:unit");
  EXPECT_EQ(gate[1].name, "make check");
  EXPECT_EQ(gate[2].name, "echo 'a") << "what the shell will not take is still a name";
}

TEST(Settings, CheckHasTenMinutesOrWhatItSays) {
  const auto gate = from_stream(R"("gate": [{"command": "a"}, {"command": "b", "timeout": 30},
    {"command": "c", "timeout": 0}, {"command": "d", "timeout": "2h"}])")
                        .gate;
  ASSERT_EQ(gate.size(), 4u);
  EXPECT_EQ(gate[0].timeout_ms, 600'000);
  EXPECT_EQ(gate[1].timeout_ms, 30'000);
  EXPECT_EQ(gate[2].timeout_ms, 0);
  EXPECT_EQ(gate[3].timeout_ms, 7'200'000);
}

TEST(Settings, AnEmptyCommandLineIsNoCheck) {
  for (const char* none : {"", " "}) {
    Settings settings = from_stream(R"("gate": "make check", "check": {"ticket": "make lint"})");
    ASSERT_EQ(settings.gate.size(), 1u);
    set(settings, {"gate", none, "--gate"});
    set(settings, {"check.ticket", none, "SAGE_CHECK_TICKET"});
    EXPECT_TRUE(settings.gate.empty());
    EXPECT_TRUE(settings.ticket_checks.empty());
  }
}

TEST(Settings, CheckAsACommandLineHasNoShell) {
  Settings settings;
  set(settings, {"gate", "make 'a b' $X", "--gate"});
  set(settings, {"check.ticket", "make lint", "SAGE_CHECK_TICKET"});
  ASSERT_EQ(settings.gate.size(), 1u);
  EXPECT_THAT(settings.gate[0].argv, ElementsAre("make", "a b", "$X"));
  EXPECT_EQ(settings.gate[0].name, "make a b $X");
  ASSERT_EQ(settings.ticket_checks.size(), 1u);
  EXPECT_EQ(settings.ticket_checks[0].name, "make lint");
}

TEST(Settings, ChecksOfAHigherLayerReplaceThoseBelow) {
  Settings settings = from_stream(R"("gate": [{"command": "a"}, {"command": "b"}])");
  set(settings, {"gate", "c", "--gate"});
  ASSERT_EQ(settings.gate.size(), 1u);
  EXPECT_EQ(settings.gate[0].name, "c");
}

TEST(Settings, UnknownMemberOfACheckComesWithTheNearest) {
  const auto unknown = [](const char* member) {
    return error_of(
        [&] { from_stream(format(R"("gate": [{{"command": "x", "{}": 1}}])", member)); });
  };
  EXPECT_THAT(unknown("expect_tests").message(),
              HasSubstr("stream.gate[0].expect_tests: unknown setting"));
  EXPECT_EQ(unknown("expect_tests").hint(), "did you mean expects_tests?");
  EXPECT_THAT(unknown("zzzzzzzzzzzzz").hint(), HasSubstr("success_pattern, expects_tests, flaky"));
}

TEST(Settings, HigherLayerWins) {
  Settings settings;
  const auto take = [&](const std::vector<SettingValue>& layer) {
    for (const auto& value : layer) set(settings, value);
    return settings.attempts;
  };
  EXPECT_EQ(take(settings_of_file(R"({"stream": {"attempts": 4, "onto": "x"}})", "f")), 4);
  EXPECT_EQ(take(settings_of_git(std::string("sage.attempts\n5\0", 16))), 5);
  EXPECT_EQ(take(settings_of_environment({"SAGE_ATTEMPTS=6"})), 6);
  EXPECT_EQ(take({{"attempts", "7", "--attempts"}}), 7);
  EXPECT_EQ(settings.onto, "x") << "what a higher layer does not say stays";
}

TEST(Settings, GitGivesNamesInLowerCaseAndOnlyOursCount) {
  const std::string list("user.name\nAda\0sage.stalltimeout\n9s\0sage.workspace.pristine\0", 59);
  const auto values = settings_of_git(list);
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values[0].name, "stallTimeout");
  EXPECT_EQ(values[0].where, "git config sage.stalltimeout");
  Settings settings;
  for (const auto& value : values) set(settings, value);
  EXPECT_EQ(settings.stall_timeout, Milliseconds{9000});
  EXPECT_TRUE(settings.pristine) << "a key without a value is true";
}

TEST(Settings, EnvironmentNamesOnlyOurs) {
  const auto values = settings_of_environment(
      {"PATH=/bin", "SAGE_WORKSPACE_SETUP=a=b", "SAGE_ATTEMPTSX=1", "XSAGE_ONTO=x"});
  ASSERT_EQ(values.size(), 1u);
  EXPECT_EQ(values[0].name, "workspace.setup");
  EXPECT_EQ(values[0].value, json::value("a=b"));
  EXPECT_EQ(values[0].where, "SAGE_WORKSPACE_SETUP");
}

TEST(Settings, TruthIsSpelledAsInGit) {
  for (const auto* text : {"true", "yes", "on", "1"}) {
    Settings settings;
    set(settings, {"workspace.pristine", text, "w"});
    EXPECT_TRUE(settings.pristine) << text;
  }
  for (const auto* text : {"false", "no", "off", "0"}) {
    Settings settings{.pristine = true};
    set(settings, {"workspace.pristine", text, "w"});
    EXPECT_FALSE(settings.pristine) << text;
  }
}

TEST(Settings, AgentIsWordsOrAPreset) {
  EXPECT_THAT(agent_of_words("run 'a b' c")->argv, ElementsAre("run", "a b", "c"));
  EXPECT_EQ(agent_of_words("run 'a b' c")->name, "run");
  const auto preset = agent_of_words("claude");
  ASSERT_TRUE(preset);
  EXPECT_EQ(preset->name, "claude");
  EXPECT_GT(preset->argv.size(), 1u);
  EXPECT_FALSE(agent_of_words(""));
  EXPECT_FALSE(agent_of_words("'a"));
}

}  // namespace
}  // namespace sage
