#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "os/process.h"
#include "os/process_tree.h"
#include "run/layout.h"
#include "support/scratch_repository.h"
#include "worker/wire.h"
#include "worker/worker.h"

namespace sage::test {

/// The worker program in a process of its own, spoken to over pipes.
class WorkerProcess {
 public:
  WorkerProcess(const ScratchRepository& repository, bool greets = true) {
    int to[2], from[2];
    EXPECT_EQ(::pipe2(to, O_CLOEXEC), 0);
    EXPECT_EQ(::pipe2(from, O_CLOEXEC), 0);
    child_.pid = ::fork();
    if (child_.pid == 0) become_worker(repository, to[0], from[1]);
    ::close(to[0]);
    ::close(from[1]);
    child_.in.reset(to[1]);
    child_.out.reset(from[0]);
    if (greets) say(wire::Hello{.version = "test"});
  }
  ~WorkerProcess() {
    child_.in.reset();
    if (!ended_) end();
  }

  void say(const wire::ToWorker& message) { write(wire::encode(message)); }
  void write(const std::string& bytes) {
    EXPECT_EQ(::write(child_.in.get(), bytes.data(), bytes.size()),
              static_cast<ssize_t>(bytes.size()));
  }
  void hang_up() {
    child_.in.reset();
    child_.out.reset();
  }
  void close_input() { child_.in.reset(); }
  void signal(int number) { ::kill(child_.pid, number); }

  /// The next message; nothing when it has closed its end.
  std::optional<wire::FromWorker> hear() {
    char chunk[4096];
    for (;;) {
      if (const auto line = lines_.next()) return wire::decode_from_worker(*line);
      const auto got = ::read(child_.out.get(), chunk, sizeof chunk);
      if (got <= 0) return std::nullopt;
      lines_.feed({chunk, static_cast<std::size_t>(got)});
    }
  }

  Outcome outcome() {
    while (const auto message = hear()) {
      if (const auto* outcome = std::get_if<Outcome>(&*message)) return *outcome;
      if (const auto* alive = std::get_if<Alive>(&*message))
        if (phases_.empty() || phases_.back() != alive->phase) phases_.push_back(alive->phase);
    }
    ADD_FAILURE() << "the worker ended without an outcome";
    return {};
  }
  Outcome does(const Job& job) {
    say(job);
    return outcome();
  }
  /// Waits until the agent has printed `line`.
  void await_activity(const std::string& line) {
    while (const auto message = hear())
      if (const auto* alive = std::get_if<Alive>(&*message); alive && alive->activity == line)
        return;
    ADD_FAILURE() << "the agent never printed " << line;
  }
  const std::vector<std::string>& phases() const { return phases_; }
  ExitStatus end() {
    ended_ = true;
    return child_.wait();
  }

 private:
  [[noreturn]] static void become_worker(const ScratchRepository& repository, int in, int out) {
    ::dup2(in, STDIN_FILENO);
    ::dup2(out, STDOUT_FILENO);
    ::close_range(3, ~0U, 0);  // the other ends, and those of other workers
    try {
      ::_exit(run_worker({.repository = repository.folder(),
                          .workspaces_root = repository.outside() / "workspaces",
                          .version = "test",
                          .environment = {"PATH=/usr/bin:/bin", "GIT_DIR=/wrong"}}));
    } catch (const Error& error) {
      ::_exit(99);
    }
  }

  Child child_;
  wire::LineBuffer lines_;
  std::vector<std::string> phases_;
  bool ended_ = false;
};

/// A repository with two files, and jobs for a worker of it.
class WorkerFixture : public testing::Test {
 protected:
  void SetUp() override {
    ::signal(SIGPIPE, SIG_IGN);
    repository_.write("kept", "1\n");
    repository_.write("docs/spec.md", "seven corners\n");
    base_ = repository_.commit_all();
  }

  Job job(const std::string& ticket, const std::string& script) const {
    Job job;
    job.run = "run-1";
    job.ticket = ticket;
    job.title = "Title of " + ticket;
    job.base = base_;
    job.ticket_json = R"({"id":")" + ticket + R"(","docs":{"spec":"docs/spec.md"}})";
    job.agent = {.name = "script", .argv = {"sh", "-c", script}};
    job.log_folder = logs(ticket).string();
    job.result_ref = result_ref(ticket, 1);
    return job;
  }
  fs::path logs(const std::string& ticket) const {
    return repository_.outside() / "logs" / ticket / "1";
  }
  std::string refs() const {
    return repository_.git({"for-each-ref", "--format=%(refname)", "refs/sage"});
  }

  ScratchRepository repository_;
  ObjectId base_;
};

}  // namespace sage::test
