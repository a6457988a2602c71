#include "worker/local_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/text.h"
#include "os/process.h"
#include "os/process_tree.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using test::error_of;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const fs::path fake_worker = fs::path(__FILE__).parent_path().parent_path() / "fakes/worker.sh";

class LocalPoolTest : public testing::Test {
 protected:
  LocalPoolTest() { start(); }
  ~LocalPoolTest() override {
    pool.reset();
    kill_descendants();
  }

  /// A pool whose workers start as `how` says (see tests/fakes/worker.sh).
  void start(const std::string& how = "", Milliseconds limit = std::chrono::minutes{1}) {
    pool.reset();
    pool = std::make_unique<LocalPool>(
        LocalPoolOptions{.command = {fake_worker.string()},
                         .environment = {"PATH=/usr/bin:/bin", "FAKE_WORKER=" + how},
                         .limit = 2,
                         .version = "test",
                         .wake_fd = wake_fd,
                         .log = folder / "workers.log",
                         .hello_limit = how.empty() ? std::chrono::minutes{1} : limit,
                         .cancel_limit = limit});
  }

  Assigned send(const std::string& what, const std::string& ticket = "T-1", std::uint64_t id = 0) {
    Job job;
    job.id = id;
    job.ticket = ticket;
    job.title = what;
    job.attempt = 2;
    job.log_folder = folder.path();
    return pool->send(job);
  }

  template <class Event>
  Event next() {
    auto event = pool->wait(SteadyTime::max());
    EXPECT_TRUE(event && std::holds_alternative<Event>(*event));
    return event && std::holds_alternative<Event>(*event) ? std::get<Event>(*event) : Event{};
  }
  /// The message of the loss that a job of this kind ends in.
  std::string loss_of(const std::string& what) {
    send(what);
    const auto loss = next<WorkerLoss>();
    EXPECT_EQ(loss.ticket, "T-1");
    EXPECT_EQ(loss.attempt, 2);
    EXPECT_EQ(pool->free(), 2U);
    EXPECT_FALSE(pool->busy());
    return loss.message;
  }

  test::TempFolder folder;
  int wake_fd = -1;
  std::unique_ptr<LocalPool> pool;
};

TEST_F(LocalPoolTest, StartsWorkersWhenTheyAreNeededAndKeepsThem) {
  EXPECT_THAT(children_of_this_process(), IsEmpty());
  EXPECT_EQ(pool->free(), 2U);
  const auto first = send("complete");
  EXPECT_EQ(first.worker, 0);
  EXPECT_EQ(first.start_time, process_start_time(static_cast<pid_t>(first.pid)));
  EXPECT_EQ(pool->free(), 1U);
  EXPECT_TRUE(pool->busy());

  const auto outcome = next<Outcome>();
  EXPECT_EQ(outcome.ticket, "T-1");
  EXPECT_EQ(outcome.kind, OutcomeKind::completed);
  EXPECT_EQ(outcome.summary, format("{}", first.pid));
  EXPECT_EQ(pool->free(), 2U);
  EXPECT_FALSE(pool->busy());
  EXPECT_EQ(send("complete").pid, first.pid) << "the idle one gets the next job";
  next<Outcome>();
}

TEST_F(LocalPoolTest, RunsWorkersSideBySide) {
  const auto held = send("hold", "T-1");
  const auto other = send("complete", "T-2");
  EXPECT_NE(held.pid, other.pid);
  EXPECT_EQ(other.worker, 1);
  EXPECT_EQ(pool->free(), 0U);
  EXPECT_EQ(next<Outcome>().ticket, "T-2");
  EXPECT_EQ(pool->free(), 1U);
}

TEST_F(LocalPoolTest, KeepsTheTerminalsSignalsFromItsWorkers) {
  const auto worker = send("hold");
  EXPECT_EQ(::getpgid(static_cast<pid_t>(worker.pid)), worker.pid);
}

TEST_F(LocalPoolTest, TellsWhatAWorkerIsDoing) {
  send("alive");
  const auto progress = next<WorkerProgress>();
  EXPECT_EQ(progress.worker, 0);
  EXPECT_EQ(progress.alive.activity, "thinks");
  next<Outcome>();
}

TEST_F(LocalPoolTest, TellsOfADeadWorkerWithTheEndOfItsLogAndReplacesIt) {
  const auto first = send("crash");
  const auto loss = next<WorkerLoss>();
  EXPECT_EQ(loss.worker, 0);
  EXPECT_EQ(
      loss.message,
      format("worker 0 (pid {}) ended: killed by SIGKILL; its log ends: last words", first.pid));
  EXPECT_THAT(children_of_this_process(), IsEmpty()) << "it is reaped";
  const auto second = send("complete");
  EXPECT_EQ(second.worker, 0);
  EXPECT_NE(second.pid, first.pid);
  next<Outcome>();
}

TEST_F(LocalPoolTest, DoesNotTellTheLogOfAnEarlierWorker) {
  EXPECT_THAT(loss_of("crash"), HasSubstr("last words"));
  EXPECT_THAT(loss_of("exit"), AllOf(HasSubstr("exit status 3"), Not(HasSubstr("words"))));
  EXPECT_EQ(test::read_text(folder / "workers.log"), "earlier words\nlast words\n");
}

TEST_F(LocalPoolTest, KeepsAnOutcomeThatCameJustBeforeTheEnd) {
  send("complete-and-crash");
  next<Outcome>();
  EXPECT_FALSE(pool->busy());
  send("complete");
  const auto event = pool->wait(SteadyTime::max());
  ASSERT_TRUE(event);
  // Whether the pool saw the death before it gave the job away is a race; no job is lost in it.
  EXPECT_FALSE(std::holds_alternative<WorkerProgress>(*event));
}

TEST_F(LocalPoolTest, EndsWhatADeadWorkerLeftBehindButNotOtherWorkers) {
  const auto other = send("hold", "T-2");
  send("orphans");
  EXPECT_EQ(next<WorkerLoss>().ticket, "T-1");
  const auto orphan = std::stoi(test::read_text(folder / "orphan"));
  EXPECT_EQ(process_start_time(orphan), std::nullopt);
  EXPECT_THAT(children_of_this_process(), testing::ElementsAre(other.pid));
}

TEST_F(LocalPoolTest, EndsAWorkerThatBreaksTheProtocol) {
  EXPECT_THAT(loss_of("garbage"), AllOf(HasSubstr("broke the protocol"), Not(HasSubstr("\x1b"))));
  EXPECT_THAT(loss_of("wrong-ticket"), HasSubstr("OTHER-1"));
  EXPECT_THAT(loss_of("endless"), HasSubstr("line without end"));
  EXPECT_THAT(children_of_this_process(), IsEmpty());
}

TEST_F(LocalPoolTest, EndsAWorkerThatClosedItsStdout) {
  start("", Milliseconds{20});
  EXPECT_THAT(loss_of("mute"), HasSubstr("did not answer"));
}

TEST_F(LocalPoolTest, CancelsWhatIsInHand) {
  send("hold", "T-1");
  send("hold", "T-2");
  pool->cancel_all();
  EXPECT_EQ(next<Outcome>().kind, OutcomeKind::cancelled);
  EXPECT_EQ(next<Outcome>().kind, OutcomeKind::cancelled);
  EXPECT_FALSE(pool->busy());
  pool->cancel_all();  // nothing in hand: nothing happens
  send("complete");
  EXPECT_EQ(next<Outcome>().kind, OutcomeKind::completed);
}

TEST_F(LocalPoolTest, CancelsOneJobAndNoOther) {
  send("hold", "T-1", 1);
  send("hold", "T-1", 2);  // the same ticket: jobs are told apart by their ids
  pool->cancel(2);
  const auto outcome = next<Outcome>();
  EXPECT_EQ(outcome.kind, OutcomeKind::cancelled);
  EXPECT_EQ(outcome.job, 2U);
  EXPECT_EQ(pool->free(), 1U);
  pool->cancel(2);  // no longer in hand: nothing happens
  pool->cancel(1);
  EXPECT_EQ(next<Outcome>().job, 1U);
  EXPECT_FALSE(pool->busy());
}

TEST_F(LocalPoolTest, EndsAWorkerThatAnswersForAnotherJob) {
  send("wrong-job", "T-1", 4);
  const auto loss = next<WorkerLoss>();
  EXPECT_THAT(loss.message, HasSubstr("broke the protocol"));
  EXPECT_EQ(loss.job, 4U);
}

TEST_F(LocalPoolTest, KillsAWorkerThatDoesNotAnswerACancel) {
  start("", Milliseconds{20});
  const auto pid = send("deaf").pid;
  next<WorkerProgress>();
  pool->cancel_all();
  EXPECT_THAT(next<WorkerLoss>().message, HasSubstr("did not answer"));
  EXPECT_EQ(process_start_time(static_cast<pid_t>(pid)), std::nullopt);
}

TEST_F(LocalPoolTest, KillsAWorkerThatSaysNoHello) {
  start("silent", Milliseconds{20});
  send("complete");
  EXPECT_THAT(next<WorkerLoss>().message, HasSubstr("did not answer"));
  start("no-hello");
  send("complete");
  EXPECT_THAT(next<WorkerLoss>().message, HasSubstr("no hello"));
}

TEST_F(LocalPoolTest, StopsWhenWorkersEndBeforeTheirHelloAgainAndAgain) {
  start("ends");
  const auto error = error_of([&] {
    for (int i = 0; i < 5; ++i) {
      send("complete");
      next<WorkerLoss>();
    }
  });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("3 workers"), HasSubstr("exit status 127"),
                                     HasSubstr("cannot load libgit2")));
}

TEST_F(LocalPoolTest, StopsAtAWorkerOfAnotherProtocol) {
  start("other-protocol");
  send("complete");
  const auto error = error_of([&] { pool->wait(SteadyTime::max()); });
  EXPECT_EQ(error.kind(), ErrorKind::internal);
  EXPECT_THAT(error.message(), AllOf(HasSubstr("protocol 99"), HasSubstr("version fake")));
}

TEST_F(LocalPoolTest, NamesAWorkerProgramThatCannotBeFound) {
  LocalPool other({.command = {"no-such-worker"}, .environment = {"PATH=/bin"}});
  EXPECT_THAT(error_of([&] { other.send(Job{}); }).message(), HasSubstr("no-such-worker"));
}

TEST_F(LocalPoolTest, GivesLargeJobsWithoutWaitingForTheReader) {
  Job job;
  job.ticket = "T-1";
  job.title = "complete";
  job.ticket_json = std::string(300'000, 'x');
  pool->send(job);
  EXPECT_EQ(next<Outcome>().kind, OutcomeKind::completed);
}

TEST_F(LocalPoolTest, IsNotHeldUpByAWorkerThatReadsNothing) {
  start("reads-nothing", Milliseconds{20});
  Job job;
  job.ticket = "T-1";
  job.ticket_json = std::string(300'000, 'x');
  pool->send(job);
  pool->cancel_all();
  EXPECT_THAT(next<WorkerLoss>().message, HasSubstr("did not answer"));
}

TEST_F(LocalPoolTest, WaitReturnsAtTheDeadlineAndWhenWoken) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const UniqueFd read_end{ends[0]}, write_end{ends[1]};
  wake_fd = ends[0];
  start();
  send("hold");
  EXPECT_EQ(pool->wait(SteadyClock::now()), std::nullopt);
  ASSERT_EQ(::write(ends[1], "x", 1), 1);
  EXPECT_EQ(pool->wait(SteadyTime::max()), std::nullopt);
}

TEST_F(LocalPoolTest, DestructionWaitsForIdleWorkersAndLeavesTheBusyToFinish) {
  const auto idle = send("complete", "T-1");
  next<Outcome>();
  const auto first = send("hold", "T-2");  // the idle one
  const auto second = send("complete", "T-3");
  next<Outcome>();
  EXPECT_EQ(first.pid, idle.pid);
  pool.reset();
  EXPECT_THAT(children_of_this_process(), testing::ElementsAre(first.pid));
  EXPECT_EQ(process_start_time(static_cast<pid_t>(second.pid)), std::nullopt);
  int status = 0;
  EXPECT_EQ(::waitpid(static_cast<pid_t>(first.pid), &status, 0), first.pid);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(test::read_text(folder / "finished"), "T-2\n");
}

}  // namespace
}  // namespace sage
