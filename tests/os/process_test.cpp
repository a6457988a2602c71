#include "os/process.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/text.h"
#include "os/process_tree.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace sage {
namespace {

using test::error_of;
using testing::HasSubstr;

const std::vector<std::string> plain_environment = {"PATH=/usr/bin:/bin", "LC_ALL=C"};

SpawnRequest shell(const std::string& script) {
  return {.argv = {"sh", "-c", script}, .environment = plain_environment};
}

std::string out_of(const std::string& script) { return run_captured(shell(script)).out; }

TEST(RunCaptured, GivesStatusAndBothStreams) {
  const auto captured = run_captured(shell("echo out; echo err >&2; exit 3"));
  EXPECT_EQ(captured.status.code, 3);
  EXPECT_EQ(captured.status.describe(), "exit status 3");
  EXPECT_EQ(captured.out, "out\n");
  EXPECT_EQ(captured.err, "err\n");
}

TEST(RunCaptured, DrainsBothStreamsOfAChattyChild) {
  const auto captured = run_captured(
      shell("yes 0123456 | head -c 1000000; yes 0123456 | head -c 3000000 >&2; echo end"));
  EXPECT_EQ(captured.out.size(), 1'000'004U);
  EXPECT_EQ(captured.err.size(), 3'000'000U);
}

TEST(RunCaptured, KillsTheWholeGroupAtTheTimeout) {
  auto request = shell("echo started; sleep 1000 & wait");
  request.new_group = true;
  const auto captured = run_captured(request, Milliseconds{100});
  EXPECT_EQ(captured.status.signal, SIGKILL);
  EXPECT_EQ(captured.status.describe(), "killed by SIGKILL");
  EXPECT_EQ(captured.out, "started\n");
}

TEST(RunCaptured, DoesNotWaitForWhatTheChildLeftInTheBackground) {
  const auto captured = run_captured(shell("sleep 1000 & echo $!"));
  EXPECT_TRUE(captured.status.ok());
  ::kill(std::stoi(captured.out), SIGKILL);
}

TEST(RunCaptured, RefusesEndlessOutput) {
  const auto error = error_of([] { run_captured(shell("exec yes")); });
  EXPECT_THAT(error.message(), HasSubstr("printed more than 64 MB"));
}

TEST(Spawn, FindsTheProgramInThePathOfTheGivenEnvironment) {
  const test::TempFolder folder;
  test::write_text(folder / "hello-sage", "#!/bin/sh\necho found\n");
  ::chmod((folder / "hello-sage").c_str(), 0755);
  const auto path = "PATH=/nowhere:" + folder.path().string() + ":/bin";
  EXPECT_EQ(run_captured({.argv = {"hello-sage"}, .environment = {path}}).out, "found\n");
}

TEST(Spawn, NamesAProgramThatIsNotFound) {
  const auto error =
      error_of([] { spawn({.argv = {"no-such-program"}, .environment = plain_environment}); });
  EXPECT_EQ(error.kind(), ErrorKind::invalid_input);
  EXPECT_THAT(error.message(), HasSubstr("no-such-program"));
}

TEST(Spawn, RefusesWhatCannotBeRun) {
  const test::TempFolder folder;
  test::write_text(folder / "data", "no program");
  const auto run = [&] { spawn({.argv = {(folder / "data").string()}}); };
  EXPECT_EQ(error_of(run).kind(), ErrorKind::invalid_input) << "not executable";
  ::chmod((folder / "data").c_str(), 0755);
  EXPECT_THAT(error_of(run).message(), HasSubstr("Exec format error"));
  EXPECT_THAT(error_of(run).hint(), HasSubstr("#!"));
}

TEST(Spawn, NamesAFolderThatIsMissing) {
  auto request = shell("true");
  request.folder = "/no/such/folder";
  EXPECT_THAT(error_of([&] { spawn(request); }).message(), HasSubstr("/no/such/folder"));
}

TEST(Spawn, RefusesAnArgumentThatExecWouldCutShort) {
  EXPECT_EQ(error_of([] { spawn(shell(std::string("true\0rm", 7))); }).kind(),
            ErrorKind::invalid_input);
}

TEST(Spawn, RunsNoExitHandlerWhenExecFails) {
  const test::TempFolder folder;
  test::write_text(folder / "data", "no program");
  ::chmod((folder / "data").c_str(), 0755);
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK), 0);
  static int marks;
  marks = ends[1];
  std::atexit([] { (void)!::write(marks, "x", 1); });
  for (int i = 0; i < 20; ++i) EXPECT_THROW(spawn({.argv = {(folder / "data").string()}}), Error);
  char mark;
  EXPECT_EQ(::read(ends[0], &mark, 1), -1) << "a child ran the handler";
  ::close(ends[0]);
  ::close(std::exchange(marks, -1));
  EXPECT_TRUE(children_of_this_process().empty()) << "the child that could not exec is reaped";
}

TEST(Spawn, StartsInTheFolderAndLooksUpPathsFromThere) {
  const test::TempFolder folder;
  test::write_text(folder / "bin/here", "#!/bin/sh\npwd\n");
  ::chmod((folder / "bin/here").c_str(), 0755);
  const auto captured = run_captured(
      {.argv = {"bin/here"}, .folder = folder.path(), .environment = plain_environment});
  EXPECT_EQ(captured.out, folder.path().string() + "\n");
}

TEST(Spawn, GivesTheEnvironmentAndNothingElse) {
  const auto captured = run_captured({.argv = {"/usr/bin/env"}, .environment = {"ONE=1", "TWO=2"}});
  EXPECT_EQ(captured.out, "ONE=1\nTWO=2\n");
}

TEST(Spawn, PassesNoDescriptorButTheThree) {
  const UniqueFd low{::open("/dev/null", O_RDONLY)};
  const UniqueFd high{::fcntl(low.get(), F_DUPFD, 200)};
  EXPECT_EQ(out_of("for f in /proc/self/fd/*; do case ${f##*/} in "
                   "0|1|2) ;; *) readlink $f ;; esac; done | grep -v /proc/"),
            "");
}

TEST(Spawn, GivesCleanSignalsWhateverThisProcessDoesWithThem) {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGHUP, SIG_IGN);
  sigset_t blocked, old;
  ::sigemptyset(&blocked);
  ::sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &old);
  const auto status =
      run_captured({.argv = {"/usr/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}}).out;
  ::pthread_sigmask(SIG_SETMASK, &old, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGHUP, SIG_DFL);
  EXPECT_EQ(status, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST(Spawn, LeavesTheMaskOfThisProcessAsItWas) {
  sigset_t mask;
  run_captured(shell("true"));
  ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  EXPECT_TRUE(::sigisemptyset(&mask));
}

TEST(Spawn, MakesASessionOrAGroupWhenAsked) {
  auto request = shell("cut -d' ' -f1,5,6 /proc/$$/stat");
  const auto ids = [&] {
    const auto words = split_words(run_captured(request).out).value();
    return std::array{words[0] == words[1], words[0] == words[2]};
  };
  EXPECT_EQ(ids(), (std::array{false, false}));
  request.new_group = true;
  EXPECT_EQ(ids(), (std::array{true, false}));
  request.new_session = true;
  EXPECT_EQ(ids(), (std::array{true, true}));
}

TEST(Spawn, ReadsFromAFileAndAppendsToOne) {
  const test::TempFolder folder;
  test::write_text(folder / "in", "text\n");
  test::write_text(folder / "log", "before\n");
  auto request = shell("cat; echo problem >&2");
  request.in = {Stream::Kind::file, folder / "in"};
  request.out = request.err = {Stream::Kind::file, folder / "log"};
  EXPECT_TRUE(spawn(request).wait().ok());
  EXPECT_EQ(test::read_text(folder / "log"), "before\ntext\nproblem\n");
}

TEST(Spawn, GivesPipesThatDoNotBlockOnOurSide) {
  auto request = shell("cat; read never");
  request.in = request.out = {Stream::Kind::pipe};
  auto child = spawn(request);
  char byte;
  EXPECT_EQ(::read(child.out.get(), &byte, 1), -1);
  EXPECT_EQ(errno, EAGAIN);
  EXPECT_EQ(child.try_wait(), std::nullopt);
  ASSERT_EQ(::write(child.in.get(), "x", 1), 1);
  EXPECT_EQ(wait_readable({-1, child.out.get()}, SteadyTime::max()), std::vector<std::size_t>{1});
  child.in.reset();
  EXPECT_EQ(child.wait().code, 1);
}

TEST(Child, PidfdIsReadableWhenItHasEnded) {
  auto child = spawn(shell("exit 7"));
  EXPECT_EQ(wait_readable({child.pidfd.get()}, SteadyTime::max()), std::vector<std::size_t>{0});
  EXPECT_EQ(child.try_wait()->code, 7);
}

TEST(Child, IsNeitherEndedNorForgottenByDestruction) {
  pid_t pid = -1;
  {
    auto request = shell("read line; exit 5");
    request.in = {Stream::Kind::pipe};
    const auto child = spawn(request);
    pid = child.pid;
    EXPECT_EQ(::kill(pid, 0), 0);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid) << "its stdin was closed, nobody reaped it";
  EXPECT_EQ(WEXITSTATUS(status), 5);
}

TEST(Child, DiesWithTheThreadThatMadeItWhenAsked) {
  auto request = shell("sleep 1000");
  request.die_with_parent = true;
  Child child;
  std::thread([&] { child = spawn(request); }).join();
  EXPECT_EQ(child.wait().signal, SIGKILL);
}

TEST(WaitReadable, ReturnsNothingAtTheDeadline) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const UniqueFd read_end{ends[0]}, write_end{ends[1]};
  EXPECT_TRUE(wait_readable({ends[0]}, SteadyClock::now()).empty());
}

TEST(FindProgram, PassesOverRelativeEntries) {
  const test::TempFolder folder;
  test::write_text(folder / "tool", "#!/bin/sh\n");
  ::chmod((folder / "tool").c_str(), 0755);
  const auto relative = fs::relative(folder.path()).string();
  EXPECT_EQ(find_program("tool", relative + "::."), std::nullopt);
  EXPECT_EQ(find_program("tool", "::" + folder.path().string()), folder / "tool");
  EXPECT_EQ(find_program("", folder.path()), std::nullopt);
  EXPECT_EQ(find_program(folder / "tool", ""), folder / "tool");
  EXPECT_EQ(find_program(folder.path().filename(), folder.path().parent_path()), std::nullopt)
      << "a folder is no program";
}

}  // namespace
}  // namespace sage
