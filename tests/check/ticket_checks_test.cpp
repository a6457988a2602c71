#include "check/ticket_checks.h"

#include <gmock/gmock.h>

#include "support/error_of.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TicketChecks read(const std::string& members) {
  return ticket_checks(R"({"id":"A-1","title":"t",)" + members + R"("state":"UNPROCESSED"})");
}
TicketChecks read_script(const std::string& script) {
  return read(R"("validation_config":{"verification_scripts":[)" + script + "]},");
}
std::string problem_of(const std::string& members) {
  return test::error_of([&] { read(members); }).message();
}

TEST(TicketChecks, ReadsScripts) {
  const auto checks = read_script(R"(
      {"name":"unit","command":"make test","success_pattern":"^OK$","timeout":"5m",
       "expects_tests":true,"flaky":2,"whatever":1},
      {"command":["make","check"],"timeout":90}, {"command":"x","timeout":0}, "make lint")")
                          .checks;
  ASSERT_EQ(checks.size(), 4u);
  EXPECT_EQ(checks[0].name, "unit");
  EXPECT_THAT(checks[0].argv, ElementsAre("sh", "-c", "make test"));
  EXPECT_EQ(checks[0].success_pattern, "^OK$");
  EXPECT_EQ(checks[0].timeout_ms, 300'000);
  EXPECT_TRUE(checks[0].expects_tests);
  EXPECT_EQ(checks[0].flaky, 2);
  EXPECT_EQ(checks[1].name, "script 2");
  EXPECT_THAT(checks[1].argv, ElementsAre("make", "check"));
  EXPECT_EQ(checks[1].timeout_ms, 90'000);
  EXPECT_EQ(checks[2].timeout_ms, 0);
  EXPECT_EQ(checks[3].name, "script 4");
  EXPECT_THAT(checks[3].argv, ElementsAre("sh", "-c", "make lint"));
  EXPECT_EQ(checks[3].timeout_ms, 600'000);
}

TEST(TicketChecks, CountsTheRoundsThatMend) {
  EXPECT_EQ(read("").fix_rounds, 3);
  EXPECT_EQ(read(R"("validation_config":{"max_retries":5},)").fix_rounds, 5);
  EXPECT_EQ(read(R"("validation_config":{"max_retries":5,"auto_fix":true},)").fix_rounds, 5);
  EXPECT_EQ(read(R"("validation_config":{"max_retries":5,"auto_fix":false},)").fix_rounds, 0);
  EXPECT_EQ(read(R"("validation_config":{"max_retries":0},)").fix_rounds, 0);
}

TEST(TicketChecks, ReadsSubTasks) {
  const auto tasks = read(R"("tasks":[
      {"id":"t1","type":"code","description":"do","status":"COMPLETED","validation_script":"make a"},
      {"id":2,"status":"pending","validation_script":{"name":"n","command":"b"},"auto_fix":false},
      {"id":"3","status":"done","validation_script":["a",{"command":"b"}],"max_retries":1},
      {"id":"4","status":"completed","validation_script":""}, {"id":"5","status":null}],)")
                         .tasks;
  ASSERT_EQ(tasks.size(), 5u);
  EXPECT_EQ(tasks[0].id, "t1");
  EXPECT_EQ(tasks[0].type, "code");
  EXPECT_EQ(tasks[0].description, "do");
  EXPECT_TRUE(tasks[0].done);
  EXPECT_EQ(tasks[0].fix_rounds, 3);
  EXPECT_THAT(tasks[0].checks.at(0).argv, ElementsAre("sh", "-c", "make a"));
  EXPECT_EQ(tasks[1].id, "2");
  EXPECT_FALSE(tasks[1].done);
  EXPECT_EQ(tasks[1].checks.at(0).name, "n");
  EXPECT_EQ(tasks[1].fix_rounds, 0);
  EXPECT_TRUE(tasks[2].done);
  EXPECT_EQ(tasks[2].checks.at(1).name, "script 2");
  EXPECT_EQ(tasks[2].fix_rounds, 1);
  EXPECT_TRUE(tasks[3].done);
  EXPECT_THAT(tasks[3].checks, IsEmpty());
  EXPECT_FALSE(tasks[4].done);
}

TEST(TicketChecks, TakesNullEmptyAndAbsentAlike) {
  for (const char* members :
       {"", R"("validation_config":null,"tasks":null,)", R"("validation_config":{},"tasks":[],)",
        R"("validation_type":"unit","validation_config":{"verification_scripts":null},)",
        R"("validation_config":{"verification_scripts":[],"auto_fix":null,"max_retries":null},)"}) {
    const TicketChecks wanted = read(members);
    EXPECT_THAT(wanted.checks, IsEmpty()) << members;
    EXPECT_THAT(wanted.tasks, IsEmpty()) << members;
    EXPECT_EQ(wanted.fix_rounds, 3) << members;
  }
}

TEST(TicketChecks, ErrorsNameTicketFieldFoundAndExpected) {
  EXPECT_EQ(problem_of(R"("validation_config":{"verification_scripts":[{"command":"a"},
                          {"command":"b","timeout":"5 min"}]},)"),
            "ticket A-1: validation_config.verification_scripts[1].timeout: expected seconds, or a "
            "duration as \"90s\", \"30m\", \"2h\", \"0\" for none, found \"5 min\"");
  EXPECT_EQ(problem_of(R"("tasks":[{"id":"a"},{"id":"b"},{"id":"a"}],)"),
            "ticket A-1: tasks[2].id: expected an id that no earlier sub-task has, found \"a\"");
  EXPECT_THAT(problem_of(R"("tasks":[{"id":"a","validation_script":[{"command":"x",
                            "success_pattern":"("}]}],)"),
              HasSubstr("ticket A-1: tasks[0].validation_script[0].success_pattern: expected a "
                        "regular expression ("));
}

TEST(TicketChecks, RefusesWhatCannotBeMeant) {
  for (const char* script : {"3",
                             "null",
                             "{}",
                             R"({"name":"n"})",
                             R"({"command":3})",
                             R"({"command":""})",
                             R"(" ")",
                             R"({"command":[]})",
                             R"({"command":[""]})",
                             R"({"command":["a",1]})",
                             R"({"command":"a","name":3})",
                             R"({"command":"a","name":" "})",
                             R"({"command":"a","timeout":-1})",
                             R"({"command":"a","timeout":1e300})",
                             R"({"command":"a","timeout":true})",
                             R"({"command":"a","success_pattern":3})",
                             R"({"command":"a","success_pattern":"[a"})",
                             R"({"command":"a","expects_tests":1})",
                             R"({"command":"a","flaky":-1})",
                             R"({"command":"a","flaky":1.5})"})
    EXPECT_THAT(problem_of(R"("validation_config":{"verification_scripts":[)" +
                           std::string(script) + "]},"),
                HasSubstr("ticket A-1: validation_config.verification_scripts[0]"))
        << script;
  for (const char* members :
       {R"("validation_config":[],)", R"("validation_config":{"verification_scripts":{}},)",
        R"("validation_config":{"max_retries":-1},)", R"("validation_config":{"max_retries":"3"},)",
        R"("validation_config":{"auto_fix":"yes"},)"})
    EXPECT_THAT(problem_of(members), HasSubstr("ticket A-1: validation_config")) << members;
  for (const char* members :
       {R"("tasks":{},)", R"("tasks":[3],)", R"("tasks":[{}],)", R"("tasks":[{"id":true}],)",
        R"("tasks":[{"id":""}],)", R"("tasks":[{"id":1},{"id":"1"}],)",
        R"("tasks":[{"id":1,"status":1}],)", R"("tasks":[{"id":1,"description":[]}],)",
        R"("tasks":[{"id":1,"type":{}}],)"})
    EXPECT_THAT(problem_of(members), HasSubstr("ticket A-1: tasks")) << members;
}

}  // namespace
}  // namespace sage
