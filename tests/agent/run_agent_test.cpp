#include "agent/run_agent.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <unistd.h>

#include "os/process_tree.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using test::read_text;
using testing::EndsWith;
using testing::HasSubstr;

/// Runs shell lines as an agent; what must not take for ever in a test is bounded by gtest's own
/// limit, never by a timed assertion.
class RunAgent : public testing::Test {
 protected:
  void SetUp() override { become_subreaper(); }
  void TearDown() override { EXPECT_TRUE(children_of_this_process().empty()); }

  AgentRun shell(const std::string& script) {
    AgentRun run;
    run.argv = {"sh", "-c", script};
    run.folder = folder_.path();
    run.environment = {"PATH=/usr/bin:/bin"};
    run.stdout_log = folder_ / "stdout.log";
    run.stderr_log = folder_ / "stderr.log";
    return run;
  }
  /// Cancels through a pipe as soon as the agent has printed something.
  AgentWatch cancel_when_ready() {
    int ends[2];
    EXPECT_EQ(::pipe(ends), 0);
    wake_.reset(ends[0]);
    waker_.reset(ends[1]);
    AgentWatch watch;
    watch.wake_fd = wake_.get();
    watch.cancelled = [this] { return cancelled_; };
    watch.activity = [this](const std::string& line) {
      if (line != "ready") return;
      cancelled_ = true;
      EXPECT_EQ(::write(waker_.get(), "x", 1), 1);
    };
    return watch;
  }
  std::string out() const { return read_text(folder_ / "stdout.log"); }

  test::TempFolder folder_;
  UniqueFd wake_, waker_;
  bool cancelled_ = false;
};

TEST_F(RunAgent, GivesStatusAndOutput) {
  auto run = shell("pwd; cat; echo bad >&2; exit 3");
  test::write_text(folder_ / "in", "the prompt\n");
  run.stdin_file = folder_ / "in";
  const auto ran = run_agent(run, {});
  EXPECT_EQ(ran.end, AgentEnd::exited);
  EXPECT_EQ(ran.status.code, 3);
  EXPECT_EQ(ran.stdout_tail, folder_.path().string() + "\nthe prompt\n");
  EXPECT_EQ(ran.stderr_tail, "bad\n");
  EXPECT_EQ(out(), ran.stdout_tail);
  EXPECT_FALSE(ran.log_cut);
  EXPECT_FALSE(ran.left_processes);
}

TEST_F(RunAgent, HasNoInputUnlessAsked) {
  EXPECT_EQ(run_agent(shell("cat; echo end"), {}).stdout_tail, "end\n");
}

TEST_F(RunAgent, TellsTheSignalThatEndedIt) {
  const auto ran = run_agent(shell("kill -SEGV $$"), {});
  EXPECT_EQ(ran.end, AgentEnd::exited);
  EXPECT_EQ(ran.status.signal, SIGSEGV);
}

TEST_F(RunAgent, SaysWhyItCouldNotStart) {
  auto run = shell("");
  run.argv = {"no-such-program-here"};
  const auto ran = run_agent(run, {});
  EXPECT_EQ(ran.end, AgentEnd::not_started);
  EXPECT_THAT(ran.problem, HasSubstr("no-such-program-here"));
  run.argv = {"true"};
  run.folder = folder_ / "gone";
  EXPECT_EQ(run_agent(run, {}).end, AgentEnd::not_started);
}

TEST_F(RunAgent, CutsALogExactlyAndKeepsTheTail) {
  auto run = shell("printf 0123456789; printf ab >&2");
  run.log_bytes = 4;
  const auto ran = run_agent(run, {});
  EXPECT_EQ(out(), "0123\n[sage-stream: log cut after 4 bytes]\n");
  EXPECT_EQ(read_text(folder_ / "stderr.log"), "ab");
  EXPECT_EQ(ran.stdout_tail, "0123456789");
  EXPECT_TRUE(ran.log_cut);

  run = shell("printf 'abc\\nde'");
  run.log_bytes = 4;
  run_agent(run, {});
  EXPECT_EQ(out(), "abc\n[sage-stream: log cut after 4 bytes]\n");
  run.log_bytes = 6;
  EXPECT_FALSE(run_agent(run, {}).log_cut);
  EXPECT_EQ(out(), "abc\nde");
}

TEST_F(RunAgent, DrainsAGigabyteIntoASmallLog) {
  auto run = shell("head -c 1000000000 /dev/zero; head -c 3000000 /dev/zero >&2; echo end");
  run.log_bytes = 1000;
  const auto ran = run_agent(run, {});
  EXPECT_TRUE(ran.status.ok());
  EXPECT_EQ(out().size(), 1000 + std::string("\n[sage-stream: log cut after 1000 bytes]\n").size());
  EXPECT_EQ(ran.stdout_tail.size(), 64U << 10);
  EXPECT_THAT(ran.stdout_tail, EndsWith("end\n"));
  EXPECT_EQ(ran.stderr_tail.size(), 4U << 10);
}

TEST_F(RunAgent, GoesOnWhenTheDiskTakesNoLog) {
  auto run = shell("echo hello; exit 4");
  run.stdout_log = "/dev/full";
  const auto ran = run_agent(run, {});
  EXPECT_EQ(ran.status.code, 4);
  EXPECT_EQ(ran.stdout_tail, "hello\n");
  EXPECT_TRUE(ran.log_cut);
}

TEST_F(RunAgent, WritesNoLogThroughALink) {
  test::write_text(folder_ / "precious", "kept");
  std::filesystem::create_symlink(folder_ / "precious", folder_ / "stdout.log");
  EXPECT_THROW(run_agent(shell("echo x"), {}), std::exception);
  EXPECT_EQ(read_text(folder_ / "precious"), "kept");
}

TEST_F(RunAgent, EndsAnAgentOverItsTime) {
  auto run = shell("sleep 1000 & sleep 1000");
  run.timeout = Milliseconds{50};
  const auto ran = run_agent(run, {});
  EXPECT_EQ(ran.end, AgentEnd::timed_out);
  EXPECT_EQ(ran.status.signal, SIGTERM);
}

TEST_F(RunAgent, KillsAnAgentThatIgnoresTheRequestToEnd) {
  auto run = shell("trap '' TERM; echo ready; while :; do sleep 1000; done");
  run.grace = Milliseconds{50};
  const auto ran = run_agent(run, cancel_when_ready());
  EXPECT_EQ(ran.end, AgentEnd::cancelled);
  EXPECT_EQ(ran.status.signal, SIGKILL);
}

TEST_F(RunAgent, GivesAllOfTheGroupItsGrace) {
  auto run = shell(
      "sh -c 'trap \"sleep 0.1; echo saved; exit\" TERM; echo ready; while :; do sleep 0.1; done'; "
      ":");
  run.grace = Milliseconds{60'000};
  const auto ran = run_agent(run, cancel_when_ready());
  EXPECT_EQ(ran.end, AgentEnd::cancelled);
  EXPECT_EQ(ran.stdout_tail, "ready\nsaved\n");
}

TEST_F(RunAgent, EndsASilentAgentButNotOneThatPrints) {
  auto run = shell("for i in $(seq 18); do echo $i; sleep 0.1; done");
  run.stall = Milliseconds{1500};
  EXPECT_EQ(run_agent(run, {}).end, AgentEnd::exited);
  run = shell("sleep 1000");
  run.stall = Milliseconds{50};
  EXPECT_EQ(run_agent(run, {}).end, AgentEnd::stalled);
}

TEST_F(RunAgent, IsCancelledThroughTheWakeDescriptor) {
  const auto ran = run_agent(shell("echo ready; sleep 1000"), cancel_when_ready());
  EXPECT_EQ(ran.end, AgentEnd::cancelled);
  EXPECT_EQ(ran.status.signal, SIGTERM);
}

TEST_F(RunAgent, IsNotCancelledByAWakeThatMeansNothing) {
  auto watch = cancel_when_ready();
  char byte = 0;
  watch.cancelled = [&] { return ::read(wake_.get(), &byte, 1) > 1; };
  EXPECT_EQ(::fcntl(wake_.get(), F_SETFL, O_NONBLOCK), 0);
  EXPECT_EQ(run_agent(shell("echo ready; sleep 0.1; exit 6"), watch).status.code, 6);
  EXPECT_EQ(byte, 'x');
}

TEST_F(RunAgent, EndsDaemonsThatKeepTheOutputOpen) {
  const auto ran =
      run_agent(shell("(setsid sh -c 'sleep 1000 & sleep 1000' &); sleep 1000 & echo done"), {});
  EXPECT_EQ(ran.end, AgentEnd::exited);
  EXPECT_TRUE(ran.status.ok());
  EXPECT_EQ(ran.stdout_tail, "done\n");
  EXPECT_TRUE(ran.left_processes);
}

TEST_F(RunAgent, KeepsAnExitStatusThatComesWhileADaemonFloods) {
  const auto ran = run_agent(shell("setsid yes & exit 5"), {});
  EXPECT_EQ(ran.status.code, 5);
  EXPECT_TRUE(ran.left_processes);
}

TEST_F(RunAgent, TellsTheLastLineFitForATerminal) {
  std::vector<std::string> told;
  AgentWatch watch;
  watch.activity = [&](const std::string& line) { told.push_back(line); };
  run_agent(shell("printf 'one\\n\\033[2Jtwo\\377\\r\\n\\n'"), watch);
  EXPECT_EQ(told, std::vector<std::string>{"\\x1b[2Jtwo\\xff"});
  told.clear();
  run_agent(shell("for i in $(seq 500); do echo $i; done"), watch);
  EXPECT_LE(told.size(), 2U);
}

TEST_F(RunAgent, HasItsOwnSession) {
  const auto ran = run_agent(shell("ps -o sid= -p $$ | tr -d ' '; echo $$"), {});
  const auto newline = ran.stdout_tail.find('\n');
  EXPECT_EQ(ran.stdout_tail.substr(0, newline + 1), ran.stdout_tail.substr(newline + 1));
}

TEST(AgentEnvironment, LosesGitsVariablesAndGetsOurs) {
  EXPECT_EQ(agent_environment({"A=1", "GIT_DIR=/x", "SAGE_BASE=old", "GITHUB=1"},
                              {"SAGE_BASE=new", "B=2"}),
            (std::vector<std::string>{"A=1", "GITHUB=1", "SAGE_BASE=new", "B=2"}));
}

}  // namespace
}  // namespace sage
