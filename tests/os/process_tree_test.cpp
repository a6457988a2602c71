#include "os/process_tree.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>

#include "base/text.h"
#include "os/process.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

SpawnRequest shell(const std::string& script) {
  return {.argv = {"sh", "-c", script},
          .environment = {"PATH=/usr/bin:/bin"},
          .out = {.kind = Stream::Kind::pipe}};
}

/// Reads until `lines` newlines have come or the last writer has gone.
std::string read_lines(const Child& child, long lines) {
  std::string text;
  while (std::ranges::count(text, '\n') < lines) {
    wait_readable({child.out.get()}, SteadyTime::max());
    char chunk[512];
    const auto got = ::read(child.out.get(), chunk, sizeof chunk);
    if (got == 0) break;
    if (got > 0) text.append(chunk, static_cast<std::size_t>(got));
  }
  return text;
}

bool runs(pid_t pid) { return process_start_time(pid).has_value(); }

/// Every writer of the child's stdout has ended.
bool all_gone(const Child& child) {
  read_lines(child, 1 << 30);
  return true;
}

class KillDescendants : public testing::Test {
 protected:
  KillDescendants() { become_subreaper(); }
  ~KillDescendants() override { kill_descendants(); }
};

TEST_F(KillDescendants, EndsADaemonThatLeftItsSessionAndItsParent) {
  const auto daemon = "(setsid sh -c '(sleep 1000 & echo $!)' &) </dev/null";
  const auto child = spawn(shell(daemon));
  const auto pid = std::stoi(read_lines(child, 1));
  EXPECT_TRUE(runs(pid));
  EXPECT_TRUE(kill_descendants());
  EXPECT_FALSE(runs(pid));
  EXPECT_TRUE(all_gone(child));
  EXPECT_THAT(children_of_this_process(), IsEmpty());
}

TEST_F(KillDescendants, EndsAForkBombOfDepthFifty) {
  const auto child = spawn(
      shell("bomb() { [ $1 -eq 0 ] || bomb $(($1 - 1)) & echo ready; sleep 1000; }; bomb 50"));
  read_lines(child, 51);
  EXPECT_TRUE(kill_descendants());
  EXPECT_TRUE(all_gone(child));
}

TEST_F(KillDescendants, EndsWhatKeepsForkingAway) {
  // Each generation forks the next and ends, so that no pid stays for long.
  const auto child = spawn(shell("run() { echo x; (run &) ; }; run"));
  read_lines(child, 20);
  EXPECT_TRUE(kill_descendants());
  EXPECT_TRUE(all_gone(child));
}

TEST_F(KillDescendants, EndsWhatIgnoresSignalsOrIsStopped) {
  const auto deaf = spawn(shell("trap '' TERM INT HUP; echo ready; sleep 1000"));
  const auto stopped = spawn(shell("echo ready; kill -STOP $$"));
  read_lines(deaf, 1);
  read_lines(stopped, 1);
  EXPECT_TRUE(kill_descendants());
  EXPECT_TRUE(all_gone(deaf) && all_gone(stopped));
}

TEST_F(KillDescendants, LeavesAloneWhatIsKeptAndWhatIsBelowIt) {
  auto kept = spawn(shell("sleep 1000 & echo $!; wait"));
  const auto below = std::stoi(read_lines(kept, 1));
  const auto other = spawn(shell("sleep 1000"));
  EXPECT_TRUE(kill_descendants({kept.pid}));
  EXPECT_FALSE(runs(other.pid));
  EXPECT_TRUE(runs(kept.pid));
  EXPECT_TRUE(runs(below));
  EXPECT_THAT(children_of_this_process(), ElementsAre(kept.pid));
}

TEST_F(KillDescendants, DoesNotReapWhatIsKept) {
  auto kept = spawn(shell("exit 7"));
  wait_readable({kept.pidfd.get()}, SteadyTime::max());
  EXPECT_TRUE(kill_descendants({kept.pid}));
  EXPECT_EQ(kept.wait().code, 7);
}

TEST_F(KillDescendants, LeavesAStatusForWhoWaitsAfterwards) {
  auto child = spawn(shell("sleep 1000"));
  EXPECT_TRUE(kill_descendants());
  EXPECT_EQ(child.wait().signal, SIGKILL);
}

TEST(ProcessStartTime, IsThatOfTheLivingOnly) {
  EXPECT_GT(process_start_time(::getpid()).value_or(0), 0U);
  auto child = spawn(shell("true"));
  wait_readable({child.pidfd.get()}, SteadyTime::max());
  EXPECT_EQ(process_start_time(child.pid), std::nullopt) << "a zombie";
  child.wait();
  EXPECT_EQ(process_start_time(child.pid), std::nullopt) << "gone";
}

/// Its first thread has ended and the other has not: what it has open is still open.
TEST(ProcessStartTime, IsThatOfAProcessUntilItsLastThreadEnds) {
  int pipes[2];
  ASSERT_EQ(::pipe2(pipes, O_CLOEXEC), 0);
  UniqueFd reads{pipes[0]}, writes{pipes[1]};
  const pid_t pid = ::fork();
  if (pid == 0) {
    writes.reset();
    std::thread([&] {
      char end = 0;
      [[maybe_unused]] const auto none = ::read(reads.get(), &end, 1);
      ::_exit(0);
    }).detach();
    ::syscall(SYS_exit, 0);
  }
  const auto state = [&] {
    const std::string stat = read_file(format("/proc/{}/stat", pid)).value_or("");
    return stat.substr(stat.rfind(')') + 2, 1);
  };
  while (state() != "Z") std::this_thread::yield();
  EXPECT_NE(process_start_time(pid), std::nullopt);
  writes.reset();
  ::siginfo_t ended{};
  ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_EQ(process_start_time(pid), std::nullopt);
  ::waitpid(pid, nullptr, 0);
}

TEST(ProcessStartTime, IsReadBehindTheLastParenthesis) {
  const test::TempFolder folder;
  const auto program = folder / "a) Z 1 (b";
  fs::create_symlink(*find_program("sleep", "/usr/bin:/bin"), program);
  auto child = spawn({.argv = {program.string(), "1000"}});
  auto plain = spawn(shell("exec sleep 1000"));
  const auto odd_time = process_start_time(child.pid), time = process_start_time(plain.pid);
  for (const auto pid : {child.pid, plain.pid}) ::kill(pid, SIGKILL);
  child.wait();
  plain.wait();
  ASSERT_TRUE(odd_time && time);
  EXPECT_LE(*odd_time, *time);
  EXPECT_GE(*odd_time, process_start_time(::getpid()));
}

TEST(ProcessesWithEnvironment, AreFoundByTheWholeAssignment) {
  const auto mark = format("SAGE_TEST_MARK={}-whole", ::getpid());
  auto request = shell("exec sleep 1000");
  request.environment.push_back(mark);
  auto child = spawn(request);
  EXPECT_THAT(processes_with_environment(mark), ElementsAre(child.pid));
  EXPECT_THAT(processes_with_environment(mark.substr(0, mark.size() - 1)), IsEmpty());
  EXPECT_THAT(processes_with_environment(mark.substr(1)), IsEmpty());
  ::kill(child.pid, SIGKILL);
  child.wait();
}

TEST(ProcessesWithEnvironment, AreFoundWhileTheirProgramIsReplaced) {
  const auto mark = format("SAGE_TEST_MARK={}-replaced", ::getpid());
  auto request = shell("exec sh -c 'exec sh -c \"exec sleep 1000\"'");
  request.environment.push_back(mark);
  for (int round = 0; round < 50; ++round) {
    auto child = spawn(request);
    for (int look = 0; look < 10; ++look)
      EXPECT_THAT(processes_with_environment(mark), ElementsAre(child.pid));
    ::kill(child.pid, SIGKILL);
    child.wait();
  }
}

}  // namespace
}  // namespace sage
