#include "worker/worker.h"

#include <gmock/gmock.h>

#include "os/file_lock.h"
#include "src/worker_process.h"
#include "worker/result_message.h"

namespace sage {
namespace {

using test::read_text;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using test::WorkerProcess;
class Worker : public test::WorkerFixture {};

TEST_F(Worker, StoresWhatAnAgentMade) {
  WorkerProcess worker(repository_);
  const auto outcome = worker.does(job("A-1", "echo a > a; rm kept; echo said; echo moaned >&2"));
  EXPECT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  EXPECT_EQ(outcome.base, base_);
  EXPECT_THAT(outcome.files, ElementsAre("a", "kept"));
  EXPECT_THAT(worker.phases(), ElementsAre("preparing", "working", "collecting"));
  EXPECT_EQ(repository_.id("refs/sage/results/A-1/1"), outcome.result);
  EXPECT_EQ(repository_.id(outcome.result.hex() + "^"), base_);
  EXPECT_EQ(repository_.git({"show", outcome.result.hex() + ":a"}), "a");
  EXPECT_EQ(read_text(logs("A-1") / "stdout.log"), "said\n");
  EXPECT_EQ(read_text(logs("A-1") / "stderr.log"), "moaned\n");
  EXPECT_EQ(repository_.status(), "");
}

TEST_F(Worker, TellsTheOutcomeInTheResultItself) {
  WorkerProcess worker(repository_);
  const auto outcome = worker.does(
      job("A-1", R"(echo a > a; echo '{"summary":"Made.","cost_usd":2}' > $SAGE_RESULT_FILE)"));
  const auto message = repository_.git({"log", "-1", "--format=%B", outcome.result.hex()});
  EXPECT_THAT(message, testing::StartsWith("A-1: Title of A-1\n"));
  const auto told = outcome_of_result(message);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->kind, OutcomeKind::completed);
  EXPECT_EQ(told->summary, "Made.");
  EXPECT_EQ(told->cost_usd, 2);
  EXPECT_EQ(told->files, outcome.files);
  EXPECT_EQ(read_text(logs("A-1") / "result.json"), "{\"summary\":\"Made.\",\"cost_usd\":2}\n");
}

TEST_F(Worker, GivesTheAgentItsEnvironmentAndPrompt) {
  WorkerProcess worker(repository_);
  auto asked = job("A-1", "");
  asked.agent = {.name = "mine",
                 .argv = {"sh", "-c", "cat > prompt; env > env; pwd > pwd; cp \"$1\" file; echo $2",
                          "x", "{prompt_file}", "{ticket}{other}"}};
  asked.earlier = {{1, "did not build", base_, {"kept"}}};
  const auto outcome = worker.does(asked);
  ASSERT_EQ(outcome.kind, OutcomeKind::completed) << outcome.message;
  const auto file = [&](const std::string& name) {
    return repository_.git({"show", outcome.result.hex() + ":" + name});
  };
  EXPECT_THAT(file("prompt"), HasSubstr("seven corners"));
  EXPECT_THAT(file("prompt"), HasSubstr("did not build"));
  EXPECT_EQ(file("prompt"), file("file"));
  for (const std::string variable :
       {"SAGE_TICKET_ID=A-1", "SAGE_ATTEMPT=1", "SAGE_RUN_ID=run-1", "SAGE_RESULT_FILE=/"})
    EXPECT_THAT(file("env"), HasSubstr(variable));
  EXPECT_THAT(file("env"), HasSubstr("SAGE_BASE=" + base_.hex()));
  EXPECT_THAT(file("env"), HasSubstr("SAGE_WORKSPACE=" + file("pwd")));
  EXPECT_THAT(file("env"), testing::Not(HasSubstr("GIT_DIR")));
  EXPECT_EQ(read_text(logs("A-1") / "stdout.log"), "A-1{other}\n");
}

TEST_F(Worker, TakesExitStatusAndReportForWhatTheyMean) {
  WorkerProcess worker(repository_);
  const auto expect = [&](const std::string& script, OutcomeKind kind,
                          const std::string& category) {
    const auto outcome = worker.does(job("A-1", script));
    EXPECT_EQ(outcome.kind, kind) << script << ": " << outcome.message;
    EXPECT_EQ(outcome.category, category) << script;
    EXPECT_TRUE(outcome.result.is_zero());
    return outcome;
  };
  expect("true", OutcomeKind::no_change, "");
  expect("echo x > x; exit 75", OutcomeKind::try_later, "try_later");
  expect("kill -9 $$", OutcomeKind::failed, "agent_failed");
  const auto failed =
      expect("echo x > x; echo no compiler >&2; exit 3", OutcomeKind::failed, "agent_failed");
  EXPECT_THAT(failed.message, HasSubstr("exit status 3"));
  EXPECT_EQ(failed.last_error, "no compiler");
  const auto deferred = expect(
      R"(echo x > x; echo '{"outcome":"DEFERRED","message":"needs a key"}' > $SAGE_RESULT_FILE)",
      OutcomeKind::deferred, "agent_deferred");
  EXPECT_EQ(deferred.message, "needs a key");
  expect("echo x > x; echo 'RESULT: DEFERRED'", OutcomeKind::deferred, "agent_deferred");
  EXPECT_EQ(refs(), "");
}

TEST_F(Worker, EndsAgentsOverTheirLimits) {
  WorkerProcess worker(repository_);
  auto slow = job("A-1", "sleep 1000");
  slow.limits.timeout_ms = 50;
  EXPECT_EQ(worker.does(slow).kind, OutcomeKind::timed_out);
  slow.limits = {.stall_ms = 50};
  EXPECT_EQ(worker.does(slow).category, "stalled");
}

TEST_F(Worker, SaysWhyAnAgentCannotStart) {
  WorkerProcess worker(repository_);
  auto missing = job("A-1", "");
  missing.agent.argv = {"no-such-agent"};
  const auto outcome = worker.does(missing);
  EXPECT_EQ(outcome.kind, OutcomeKind::failed);
  EXPECT_THAT(outcome.message, HasSubstr("no-such-agent"));
}

TEST_F(Worker, SetsANewWorkspaceUpUntilItSucceeds) {
  repository_.write(".gitignore", ".env\nmade\n");
  base_ = repository_.commit_all();
  repository_.write(".env", "secret\n");
  WorkerProcess worker(repository_);
  auto bad = job("A-1", "true");
  bad.setup = "echo no network; false";
  bad.copy = {".env", "gone"};
  const auto outcome = worker.does(bad);
  EXPECT_EQ(outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(outcome.category, "setup_failed");
  EXPECT_EQ(outcome.last_error, "no network");
  EXPECT_THAT(outcome.notes, ElementsAre(HasSubstr("gone")));
  EXPECT_EQ(read_text(logs("A-1") / "setup.log"), "no network\n");
  auto good = job("B-1", "cat .env made > out");
  good.setup = "echo made >> made";
  good.copy = {".env"};
  EXPECT_EQ(worker.does(good).kind, OutcomeKind::completed);
  const auto out_of = [&](const std::string& ticket) {
    auto next = job(ticket, "cat .env made > out");
    next.setup = good.setup;
    next.copy = good.copy;
    return repository_.git({"show", worker.does(next).result.hex() + ":out"});
  };
  EXPECT_EQ(out_of("C-1"), "secret\nmade") << "the setup ran once";
  repository_.write(".env", "another\n");
  EXPECT_EQ(out_of("D-1"), "another\nmade") << "all is made anew";
  good.setup = "echo remade >> made";
  EXPECT_EQ(out_of("E-1"), "another\nremade");
}

TEST_F(Worker, ASetupMustLeaveOnlyWhatGitIgnores) {
  repository_.write(".env", "secret\n");
  WorkerProcess worker(repository_);
  auto asked = job("A-1", "echo a > a");
  asked.copy = {".env"};
  asked.setup = "echo changed >> kept; mkdir made; echo x > made/x";
  const auto outcome = worker.does(asked);
  EXPECT_EQ(outcome.category, "setup_failed");
  EXPECT_TRUE(outcome.result.is_zero());
  for (const char* path : {".env", "kept", "made/x", ".git/info/exclude"})
    EXPECT_THAT(outcome.message, HasSubstr(path));
  repository_.write(".git/info/exclude", ".env\nmade/\n");
  asked.setup = "mkdir made; echo x > made/x";
  EXPECT_THAT(worker.does(asked).files, ElementsAre("a"));
}

TEST_F(Worker, NothingThatIsTheStreamsOwnIsPartOfAResult) {
  repository_.write(".sage/tickets/index.json", "{}\n");
  base_ = repository_.commit_all();
  WorkerProcess worker(repository_);
  const auto outcome = worker.does(
      job("A-1",
          "mkdir -p .sage/commit-queue .Sage; echo '!*' > .sage/.gitignore; echo {} > .Sage/x;"
          "cp .sage/.gitignore .sage/tickets; echo [] > .sage/tickets/index.json;"
          "echo {} > .sage/commit-queue/1-B.json; echo plan > .sage/tickets/plan.md"));
  EXPECT_THAT(outcome.files, ElementsAre(".sage/tickets/plan.md"));
  ASSERT_EQ(outcome.notes.size(), 1U);
  EXPECT_THAT(outcome.notes[0], HasSubstr("changes under .sage are left out: "));
  for (const char* path : {".Sage/x", ".sage/.gitignore", ".sage/commit-queue/1-B.json",
                           ".sage/tickets/.gitignore", ".sage/tickets/index.json"})
    EXPECT_THAT(outcome.notes[0], HasSubstr(path));
}

TEST_F(Worker, CancelsTheJobInHandAndTakesTheNext) {
  WorkerProcess worker(repository_);
  worker.say(job("A-1", "echo ready; sleep 1000"));
  worker.await_activity("ready");
  worker.say(wire::Cancel{});
  const auto outcome = worker.outcome();
  EXPECT_EQ(outcome.kind, OutcomeKind::cancelled);
  worker.say(wire::Cancel{});  // for the job that is over
  EXPECT_EQ(worker.does(job("B-1", "echo b > b")).kind, OutcomeKind::completed);
}

TEST_F(Worker, FinishesTheJobInHandWhenItsCoordinatorIsGone) {
  ASSERT_EQ(::mkfifo((repository_.outside() / "go").c_str(), 0600), 0);
  WorkerProcess worker(repository_);
  worker.say(job("A-1", "echo ready; read line < " + (repository_.outside() / "go").string() +
                            "; echo $line > a"));
  worker.await_activity("ready");
  EXPECT_FALSE(FileLock::try_acquire(logs("A-1") / worker_lock));
  worker.hang_up();
  test::write_text(repository_.outside() / "go", "word\n");
  EXPECT_TRUE(worker.end().ok());
  EXPECT_EQ(repository_.git({"show", "refs/sage/results/A-1/1:a"}), "word");
  EXPECT_TRUE(FileLock::try_acquire(logs("A-1") / worker_lock));
}

TEST_F(Worker, BeginsNothingForACoordinatorThatIsGone) {
  WorkerProcess worker(repository_);
  ASSERT_TRUE(worker.hear());
  worker.signal(SIGSTOP);
  worker.say(job("A-1", "echo a > a"));
  worker.hang_up();
  worker.signal(SIGCONT);
  EXPECT_TRUE(worker.end().ok());
  EXPECT_EQ(refs(), "");
}

TEST_F(Worker, QuitsWhenTheJobInHandIsDone) {
  WorkerProcess worker(repository_);
  worker.say(job("A-1", "echo a > a"));
  worker.say(wire::Quit{});
  EXPECT_EQ(worker.outcome().kind, OutcomeKind::completed);
  EXPECT_TRUE(worker.end().ok());
}

TEST_F(Worker, EndsOnSigtermWithTheJobCancelled) {
  WorkerProcess worker(repository_);
  worker.say(job("A-1", "echo ready; sleep 1000"));
  worker.await_activity("ready");
  worker.signal(SIGINT);  // not its business
  worker.signal(SIGTERM);
  EXPECT_EQ(worker.outcome().kind, OutcomeKind::cancelled);
  EXPECT_TRUE(worker.end().ok());
}

TEST_F(Worker, EndsWhenIdle) {
  WorkerProcess quit(repository_), gone(repository_), told(repository_);
  quit.say(wire::Quit{});
  EXPECT_TRUE(quit.end().ok());
  gone.hang_up();
  EXPECT_TRUE(gone.end().ok());
  ASSERT_TRUE(told.hear());  // its hello: it listens to signals
  told.signal(SIGTERM);
  EXPECT_TRUE(told.end().ok());
}

TEST_F(Worker, RefusesAnotherProtocol) {
  WorkerProcess newer(repository_, false), silent(repository_, false), mad(repository_);
  newer.say(wire::Hello{.protocol = 2, .version = "9"});
  EXPECT_EQ(newer.end().code, 99);
  silent.say(wire::Quit{});
  EXPECT_EQ(silent.end().code, 99);
  mad.write("{\"job\":\n");
  EXPECT_EQ(mad.end().code, 99);
}

TEST_F(Worker, LivesOnAfterAJobThatCannotBeDone) {
  WorkerProcess worker(repository_);
  auto lost = job("A-1", "true");
  lost.base = *ObjectId::parse("0123456789abcdef0123456789abcdef01234567");
  const auto outcome = worker.does(lost);
  EXPECT_EQ(outcome.kind, OutcomeKind::failed);
  EXPECT_EQ(outcome.category, "internal");
  EXPECT_FALSE(outcome.message.empty());
  EXPECT_EQ(worker.does(job("B-1", "echo b > b")).kind, OutcomeKind::completed);
}

TEST_F(Worker, ReportsWhatCanNeverLand) {
  WorkerProcess worker(repository_);
  const auto outcome = worker.does(job("A-1", "git init -q inner; echo x > inner/x"));
  EXPECT_EQ(outcome.kind, OutcomeKind::refused) << outcome.message;
  EXPECT_EQ(outcome.category, "refused");
  EXPECT_EQ(refs(), "");
}

}  // namespace
}  // namespace sage
