#include <gmock/gmock.h>

#include "src/worker_process.h"
#include "worker/result_message.h"

namespace sage {
namespace {

using test::read_text;
using test::WorkerProcess;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class WorkerChecks : public test::WorkerFixture {
 protected:
  /// The agent's script is given its round as $n.
  Job checked(const std::string& script, std::vector<Check> checks) {
    Job asked = job("A-1", "n=$SAGE_ROUND; " + script);
    asked.id = 7;
    asked.checks = std::move(checks);
    return asked;
  }
  static Check check(const std::string& script, const std::string& name = "unit") {
    return {.name = name, .argv = {"sh", "-c", script}};
  }
  std::string file(const Outcome& outcome, const std::string& name) const {
    return repository_.git({"show", outcome.result.hex() + ":" + name});
  }
  std::string log(const std::string& name) const { return read_text(logs("A-1") / name); }
};

TEST_F(WorkerChecks, AResultThatPassesIsStored) {
  WorkerProcess worker(repository_);
  const auto outcome = worker.does(checked("echo a > a", {check("cat a; echo bad >&2", "a/b c")}));
  EXPECT_EQ(outcome.job, 7U);
  EXPECT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  ASSERT_EQ(outcome.checks.size(), 1U);
  EXPECT_EQ(outcome.checks[0].verdict, Verdict::PASS);
  EXPECT_EQ(outcome.checks[0].runs, 1);
  EXPECT_EQ(outcome.fix_rounds, 0);
  EXPECT_EQ(log("check-a-b-c.log"), "a\nbad\n");
  EXPECT_THAT(worker.phases(), ElementsAre("preparing", "working", "collecting", "checking"));
  EXPECT_EQ(repository_.id(outcome.result.hex() + "^"), base_);
}

TEST_F(WorkerChecks, TheAgentIsAskedAgainWithWhatWentWrong) {
  WorkerProcess worker(repository_);
  auto asked = checked("", {check("echo looked at $SAGE_TICKET_ID; grep 2 a")});
  asked.agent = {.name = "mine",
                 .argv = {"sh", "-c",
                          "cat > /dev/null; echo $SAGE_ROUND >> a; cat $SAGE_CHECK_LOG /dev/null;"
                          "echo \"failed: $SAGE_FAILED_CHECK\" >&2;"
                          "echo '{\"summary\":\"Did it.\"}' > $SAGE_RESULT_FILE"}};
  const auto outcome = worker.does(asked);
  ASSERT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_EQ(outcome.fix_rounds, 1);
  EXPECT_EQ(outcome.summary, "Did it.");
  EXPECT_THAT(outcome.files, ElementsAre("a"));
  EXPECT_EQ(file(outcome, "a"), "1\n2") << "in the same workspace";
  EXPECT_EQ(log("stdout-2.log"), "looked at A-1\n");
  EXPECT_EQ(log("stderr-2.log"), "failed: unit\n");
  EXPECT_THAT(log("prompt.md"), Not(HasSubstr("Mend")));
  EXPECT_THAT(log("prompt-2.md"),
              AllOf(HasSubstr("the check `unit` does not pass"), HasSubstr("grep 2 a"),
                    HasSubstr("FAIL (exit status 1)"), HasSubstr("looked at A-1")));
  EXPECT_THAT(worker.phases(), ElementsAre("preparing", "working", "collecting", "checking",
                                           "mending", "collecting", "checking"));
  EXPECT_EQ(repository_.git({"rev-list", "--count", outcome.result.hex()}), "2");
}

TEST_F(WorkerChecks, WhatNeverPassesIsDeferredAndKept) {
  WorkerProcess worker(repository_);
  auto asked = checked("echo $n >> a", {check("true", "first"), check("echo broken; exit 4"),
                                        check("echo never", "last")});
  asked.fix_rounds = 2;
  const auto outcome = worker.does(asked);
  EXPECT_EQ(outcome.kind, OutcomeKind::deferred);
  EXPECT_EQ(outcome.category, "persistent_test_failure");
  EXPECT_EQ(outcome.message, "check `unit` still fails after 2 fix-up rounds: exit status 4");
  EXPECT_EQ(outcome.last_error, "broken");
  ASSERT_EQ(outcome.checks.size(), 2U);
  EXPECT_EQ(outcome.checks[1].output, "broken");
  EXPECT_EQ(file(outcome, "a"), "1\n2\n3");
  EXPECT_EQ(repository_.id("refs/sage/results/A-1/1"), outcome.result);
  const auto told =
      outcome_of_result(repository_.git({"log", "-1", "--format=%B", outcome.result.hex()}));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->kind, OutcomeKind::deferred);
}

TEST_F(WorkerChecks, WithoutFixUpRoundsTheFirstFailureIsTheEnd) {
  WorkerProcess worker(repository_);
  auto asked = checked("echo $n >> a", {check("exit 4")});
  asked.fix_rounds = 0;
  const auto outcome = worker.does(asked);
  EXPECT_EQ(outcome.message, "check `unit` fails: exit status 4");
  EXPECT_EQ(file(outcome, "a"), "1");
}

TEST_F(WorkerChecks, WhatChecksLeaveIsNotPartOfTheResult) {
  WorkerProcess worker(repository_);
  const auto outcome = worker.does(checked(
      "ls >> seen; cat kept >> seen; git log --oneline | wc -l >> seen",
      {check("echo new > dropping; echo spoilt > kept; git config user.name Mallory", "spoils"),
       check("test ! -e dropping && grep -q 1 kept && grep -q seen seen && test $(wc -l < seen) "
             "-gt 6 && test \"$(git config user.name)\" != Mallory")}));
  ASSERT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message << outcome.last_error;
  EXPECT_EQ(outcome.fix_rounds, 1);
  EXPECT_THAT(outcome.files, ElementsAre("seen"));
  EXPECT_EQ(file(outcome, "seen"), "docs\nkept\nseen\n1\n1\ndocs\nkept\nseen\n1\n2");
  EXPECT_THAT(outcome.notes, ElementsAre("check `spoils` changed kept: not part of the result"));
}

TEST_F(WorkerChecks, IgnoredFilesStaySoThatBuildsStayWarm) {
  repository_.write(".gitignore", "build\n");
  base_ = repository_.commit_all();
  WorkerProcess worker(repository_);
  const auto outcome =
      worker.does(checked("echo agent >> build; echo $n > a",
                          {check("echo check >> build"), check("test $(wc -l < build) = 4", "4")}));
  EXPECT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_EQ(outcome.fix_rounds, 1);
}

TEST_F(WorkerChecks, AnAgentThatChangesNothingIsCheckedToo) {
  WorkerProcess worker(repository_);
  const auto content = worker.does(checked("true", {check("true")}));
  EXPECT_EQ(content.kind, OutcomeKind::no_change);
  EXPECT_EQ(content.checks.size(), 1U);
  const auto mended = worker.does(checked("[ $n = 1 ] || echo a > a", {check("test -e a")}));
  EXPECT_EQ(mended.kind, OutcomeKind::completed);
  auto never = checked("true", {check("false")});
  never.ticket = "B-1";
  never.fix_rounds = 1;
  const auto outcome = worker.does(never);
  EXPECT_EQ(outcome.category, "persistent_test_failure");
  EXPECT_TRUE(outcome.result.is_zero());
}

TEST_F(WorkerChecks, ExitStatusesOfAFixUpRoundMeanWhatTheyAlwaysMean) {
  WorkerProcess worker(repository_);
  const auto in_round_2 = [&](const std::string& script) {
    return worker.does(checked("echo $n > a; [ $n = 1 ] || " + script, {check("false")}));
  };
  EXPECT_EQ(in_round_2("exit 75").kind, OutcomeKind::try_later);
  EXPECT_EQ(in_round_2("exit 3").category, "agent_failed");
  EXPECT_EQ(refs(), "");
  const auto deferred = in_round_2("echo RESULT: DEFERRED");
  EXPECT_EQ(deferred.category, "agent_deferred");
  EXPECT_EQ(file(deferred, "a"), "1") << "what the round before made is kept";
}

TEST_F(WorkerChecks, AFlakyCheckIsRepeatedAsOftenAsItMay) {
  WorkerProcess worker(repository_);
  repository_.write(".gitignore", "count\n");
  base_ = repository_.commit_all();
  auto flaky = check("echo x >> count; test $(wc -l < count) -ge 3");
  flaky.flaky = 2;
  const auto outcome = worker.does(checked("echo a > a", {flaky}));
  ASSERT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_EQ(outcome.fix_rounds, 0);
  EXPECT_EQ(outcome.checks[0].runs, 3);
  EXPECT_THAT(outcome.notes, ElementsAre("check `unit` needed 3 runs to pass"));
  auto broken = check("echo x >> tries; false");
  broken.flaky = 1;
  auto asked = checked("echo b > a", {broken});
  asked.ticket = "B-1";
  asked.result_ref = result_ref("B-1", 1);
  asked.fix_rounds = 0;
  EXPECT_EQ(worker.does(asked).checks.at(0).runs, 2);
}

TEST_F(WorkerChecks, TellsWhatIsNoVerdictAsWhatItIs) {
  WorkerProcess worker(repository_);
  const auto ends = [&](const Check& one) {
    auto asked = checked("true", {one});
    asked.fix_rounds = 0;
    const auto outcome = worker.does(asked);
    EXPECT_EQ(outcome.category, "persistent_test_failure");
    EXPECT_THAT(outcome.message, HasSubstr(outcome.checks.at(0).message));
    return outcome;
  };
  const auto missing = ends({.name = "unit", .argv = {"no-such-program"}});
  EXPECT_EQ(missing.checks[0].verdict, Verdict::NOT_RUN);
  EXPECT_THAT(missing.message, HasSubstr("does not run"));
  EXPECT_THAT(missing.last_error, HasSubstr("no-such-program"));
  const auto slow = ends({.name = "unit", .argv = {"sleep", "1000"}, .timeout_ms = 50});
  EXPECT_EQ(slow.checks[0].verdict, Verdict::TIMEOUT);
  auto expects = check("echo done");
  expects.success_pattern = "all good";
  EXPECT_EQ(ends(expects).checks[0].verdict, Verdict::FAIL);
}

TEST_F(WorkerChecks, WhatACheckLeavesRunningIsEnded) {
  WorkerProcess worker(repository_);
  const fs::path pid = repository_.outside() / "pid";
  const auto outcome =
      worker.does(checked("echo a > a", {check("setsid sleep 1000 & echo $! > " + pid.string())}));
  EXPECT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_THAT(outcome.notes, Contains(HasSubstr("left running were ended")));
  EXPECT_EQ(process_start_time(std::stoi(read_text(pid))), std::nullopt);
}

TEST_F(WorkerChecks, ACancelEndsTheCheck) {
  WorkerProcess worker(repository_);
  worker.say(checked("echo a > a", {check("echo ready; sleep 1000")}));
  worker.await_activity("ready");
  worker.say(wire::Cancel{});
  EXPECT_EQ(worker.outcome().kind, OutcomeKind::cancelled);
  EXPECT_EQ(refs(), "");
}

class WorkerTasks : public WorkerChecks {
 protected:
  static SubTask task(const std::string& id, const std::string& script, bool done = false) {
    return {.id = id, .description = "Part " + id, .done = done, .checks = {check(script)}};
  }
};

TEST_F(WorkerTasks, AreDoneInOrderEachWithItsChecks) {
  WorkerProcess worker(repository_);
  auto asked = checked(
      "echo $SAGE_TASK_ID.$n >> a; echo \"{\\\"summary\\\":\\\"$SAGE_TASK_ID\\\"}\""
      " > $SAGE_RESULT_FILE",
      {check("test $(wc -l < a) = 4", "whole")});
  asked.tasks = {task("T1", "false", true), task("T2", "true"), task("T3", "grep T3.2 a")};
  const auto outcome = worker.does(asked);
  ASSERT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_EQ(file(outcome, "a"), "T2.1\nT3.1\nT3.2\n.2") << "T1 was done; then the ticket is mended";
  EXPECT_EQ(outcome.fix_rounds, 1);
  EXPECT_EQ(outcome.summary, "T2\n\nT3");
  ASSERT_EQ(outcome.tasks.size(), 3U);
  EXPECT_TRUE(outcome.tasks[0].done && outcome.tasks[1].done && outcome.tasks[2].done);
  EXPECT_EQ(outcome.tasks[2].fix_rounds, 1);
  EXPECT_THAT(log("prompt-2.md"),
              HasSubstr("- [x] T1: Part T1\n- [x] T2: Part T2\n- [ ] T3 (now): Part T3\n"));
}

TEST_F(WorkerTasks, OneThatNeverPassesEndsTheTicketAndKeepsWhatIsMade) {
  WorkerProcess worker(repository_);
  auto asked = checked("echo $SAGE_TASK_ID >> a", {check("true")});
  asked.tasks = {task("T1", "true"), task("T2", "true"), task("T3", "false"), task("T4", "true")};
  asked.tasks[2].fix_rounds = 1;
  const auto outcome = worker.does(asked);
  EXPECT_EQ(outcome.kind, OutcomeKind::deferred);
  EXPECT_EQ(outcome.category, "persistent_test_failure");
  EXPECT_EQ(outcome.message,
            "2 of 4 sub-tasks done; T3: check `unit` still fails after 1 fix-up round: "
            "exit status 1");
  EXPECT_EQ(file(outcome, "a"), "T1\nT2\nT3\nT3");
  EXPECT_EQ(outcome.tasks[2].problem,
            "check `unit` still fails after 1 fix-up round: exit status 1");
  EXPECT_FALSE(outcome.tasks[3].done);
  EXPECT_EQ(outcome.tasks[3].problem, "");
}

TEST_F(WorkerTasks, WhereAllAreDoneTheTicketItselfIsAskedFor) {
  WorkerProcess worker(repository_);
  auto asked = checked("echo ticket$SAGE_TASK_ID > a", {});
  asked.tasks = {task("T1", "false", true)};
  EXPECT_EQ(file(worker.does(asked), "a"), "ticket");
}

TEST_F(WorkerTasks, WhatWasDoneBeforeAFailureIsKept) {
  WorkerProcess worker(repository_);
  const std::vector<std::pair<std::string, OutcomeKind>> ends{
      {"exit 3", OutcomeKind::failed},
      {"sleep 1000", OutcomeKind::timed_out},
      {"exit 75", OutcomeKind::try_later},
      {"mkdir n; git -C n init -q; echo x > n/x", OutcomeKind::refused}};
  int attempt = 0;
  for (const auto& [script, kind] : ends) {
    auto asked = checked("echo $SAGE_TASK_ID >> a; [ $SAGE_TASK_ID != T3 ] || { " + script + "; }",
                         {check("true")});
    asked.tasks = {task("T1", "true"), task("T2", "true"), task("T3", "true"), task("T4", "true")};
    asked.attempt = ++attempt;
    asked.result_ref = result_ref("A-1", attempt);
    if (kind == OutcomeKind::timed_out) asked.limits.timeout_ms = 1000;
    const auto outcome = worker.does(asked);
    EXPECT_EQ(outcome.kind, kind) << outcome.message;
    EXPECT_THAT(outcome.message, testing::StartsWith("2 of 4 sub-tasks done; T3: "));
    EXPECT_EQ(file(outcome, "a"), "T1\nT2") << script;
    EXPECT_EQ(tasks_done(outcome), (std::vector<std::string>{"T1", "T2"}));
    EXPECT_EQ(repository_.id(asked.result_ref), outcome.result);
    const auto told =
        outcome_of_result(repository_.git({"log", "-1", "--format=%B", outcome.result.hex()}));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->kind, kind);
    EXPECT_EQ(tasks_done(*told), tasks_done(outcome));
  }
}

TEST_F(WorkerTasks, WhereNothingWasDoneNothingIsKept) {
  WorkerProcess worker(repository_);
  auto asked = checked("echo $SAGE_TASK_ID >> a; exit 3", {});
  asked.tasks = {task("T1", "true"), task("T2", "true")};
  EXPECT_TRUE(worker.does(asked).result.is_zero());
  asked.tasks.clear();
  EXPECT_TRUE(worker.does(asked).result.is_zero());
  EXPECT_EQ(refs(), "");
}

class WorkerCarry : public WorkerChecks {
 protected:
  /// A job that goes on from what an earlier one made of `base_`, on top of what landed since.
  Job goes_on(const ObjectId& result, const std::string& script, const std::string& landed) {
    repository_.write("landed", "l\n");
    if (!landed.empty()) repository_.write("kept", landed);
    base_ = repository_.commit_all();
    auto asked = checked(script, {});
    asked.attempt = 2;
    asked.result_ref = result_ref("A-1", 2);
    asked.log_folder += "-2";
    asked.carry = result;
    asked.earlier = {{1, "the gate said no", result, {}, true}};
    return asked;
  }
  std::string second_prompt() const { return read_text(logs("A-1").string() + "-2/prompt.md"); }
};

TEST_F(WorkerCarry, GoesOnFromAnEarlierResultOnTopOfWhatLandedSince) {
  WorkerProcess worker(repository_);
  const auto first = worker.does(checked("echo a > a; echo 2 > kept", {}));
  const auto outcome = worker.does(goes_on(first.result, "cat a landed kept > b", ""));
  ASSERT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_EQ(outcome.base, base_);
  EXPECT_EQ(repository_.id(outcome.result.hex() + "^"), base_);
  EXPECT_THAT(outcome.files, ElementsAre("a", "b", "kept"));
  EXPECT_EQ(file(outcome, "b"), "a\nl\n2");
  EXPECT_THAT(second_prompt(),
              AllOf(HasSubstr("the gate said no"), HasSubstr("is in your files already")));
}

TEST_F(WorkerCarry, LeavesOutSubTasksThatTheCarriedWorkHasDone) {
  WorkerProcess worker(repository_);
  auto begun = checked(
      "echo $SAGE_TASK_ID >> a; [ $SAGE_TASK_ID != T2 ] || exit 3; echo "
      "'{\"summary\":\"Dug.\",\"discovered\":[{\"title\":\"More\"}]}' "
      "> $SAGE_RESULT_FILE",
      {});
  begun.tasks = {{.id = "T1"}, {.id = "T2"}, {.id = "T3"}};
  const auto first = worker.does(begun);
  ASSERT_EQ(first.kind, OutcomeKind::failed) << first.message;
  auto again = goes_on(first.result, "echo $SAGE_TASK_ID again >> a", "");
  again.tasks = begun.tasks;
  const auto outcome = worker.does(again);
  ASSERT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_EQ(file(outcome, "a"), "T1\nT2 again\nT3 again");
  EXPECT_EQ(tasks_done(outcome).size(), 3U);
  EXPECT_EQ(outcome.summary, "Dug.");
  ASSERT_EQ(outcome.discovered.size(), 1U);
  EXPECT_THAT(second_prompt(), HasSubstr("- [x] T1"));
}

TEST_F(WorkerCarry, LeavesOutNoSubTaskWhereTheEarlierResultDoesNotMerge) {
  WorkerProcess worker(repository_);
  auto begun = checked("echo $SAGE_TASK_ID >> kept; [ $SAGE_TASK_ID = T1 ]", {});
  begun.tasks = {{.id = "T1"}, {.id = "T2"}};
  const auto first = worker.does(begun);
  ASSERT_FALSE(first.result.is_zero());
  auto again = goes_on(first.result, "echo $SAGE_TASK_ID >> a", "3\n");
  again.tasks = begun.tasks;
  const auto outcome = worker.does(again);
  EXPECT_EQ(file(outcome, "a"), "T1\nT2");
}

TEST_F(WorkerCarry, IsAResultEvenIfTheAgentAddsNothing) {
  WorkerProcess worker(repository_);
  const auto first = worker.does(checked("echo a > a", {}));
  EXPECT_EQ(worker.does(goes_on(first.result, "true", "")).kind, OutcomeKind::completed);
  auto undoes = goes_on(first.result, "rm a", "");
  undoes.result_ref = result_ref("A-1", 3);
  EXPECT_EQ(worker.does(undoes).kind, OutcomeKind::no_change);
}

TEST_F(WorkerCarry, BeginsAnewWhereTheEarlierResultDoesNotMerge) {
  WorkerProcess worker(repository_);
  const auto first = worker.does(checked("echo a > a; echo 2 > kept", {}));
  const auto outcome = worker.does(goes_on(first.result, "echo b > b", "3\n"));
  EXPECT_THAT(outcome.files, ElementsAre("b")) << outcome.message;
  EXPECT_THAT(outcome.notes,
              ElementsAre(HasSubstr("does not merge with what landed since in kept")));
  EXPECT_THAT(second_prompt(), Not(HasSubstr("is in your files already")));
}

}  // namespace
}  // namespace sage
