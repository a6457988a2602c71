#include "push.h"

#include <signal.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace sage {
namespace {

constexpr std::chrono::seconds interval{30};
constexpr std::chrono::minutes limit{10};  // for one push: then nobody answers any more
constexpr std::size_t words_kept = 600;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

std::string usual_remote(const GitProgram& git, const std::string& ref,
                         const std::vector<std::string>& remotes) {
  std::string own = git({"for-each-ref", "--format=%(push:remotename)", ref});
  if (!own.empty() && own != ".") return own;
  if (remotes.size() == 1) return remotes.front();
  if (std::ranges::find(remotes, "origin") != remotes.end()) return "origin";
  throw Error(ErrorKind::invalid_input,
              remotes.empty() ? "push: this repository has no remote"
                              : format("push: which remote? there are {}", listing(remotes)),
              remotes.empty() ? "git remote add origin URL" : "say which: --push=REMOTE");
}

std::string known_remote(const GitProgram& git, const std::string& ref, const std::string& asked) {
  const auto remotes = lines_of(git({"remote"}));
  if (asked.empty()) return usual_remote(git, ref, remotes);
  const bool is_url = asked.find_first_of("/:") != asked.npos;
  if (is_url || std::ranges::find(remotes, asked) != remotes.end()) return asked;
  const std::vector<std::string_view> names(remotes.begin(), remotes.end());
  const auto near = nearest(asked, names);
  throw Error(ErrorKind::invalid_input,
              format("push: there is no remote \"{}\"", excerpt(asked, 100)),
              near.empty() ? "" : format("did you mean {}?", near));
}

std::vector<std::string> environment_of_push(const App& app, bool may_ask) {
  auto environment = without_repository_variables(app.environment);
  if (may_ask) return environment;
  std::erase_if(environment,
                [](const auto& one) { return one.starts_with("GIT_TERMINAL_PROMPT="); });
  environment.emplace_back("GIT_TERMINAL_PROMPT=0");
  return environment;
}

/// What git says of a push that failed, without the advice that is not for a run.
std::string problem_of(const std::string& said, const std::string& remote) {
  std::string problem;
  for (const auto& line : lines_of(said)) {
    if (line.starts_with("!\t") && line.find("\t[rejected]") != line.npos)
      return format("rejected: {} has commits that are not here; merge first", escaped(remote));
    if (line.starts_with("hint:") || line.starts_with("To ") || line == "Done") continue;
    problem += (problem.empty() ? "" : "; ") + line;
  }
  return problem;
}

}  // namespace

Pusher::Pusher(const App& app, const Repository& repository, std::string ref,
               const std::string& remote, fs::path log, EventSink& events)
    : app_(app),
      repository_(repository),
      git_(without_repository_variables(app.environment), git_folder_of(repository)),
      ref_(std::move(ref)),
      remote_(known_remote(git_, ref_, remote)),
      log_(std::move(log)),
      events_(events),
      next_(SteadyClock::now() + interval) {}

Pusher::~Pusher() {
  if (!running_) return;
  end(SIGKILL);
  running_->wait();
}

ObjectId Pusher::tip() const { return repository_.commit_of(ref_).value_or(ObjectId{}); }

/// Not of a branch that is new to the remote and all of whose commits are there under other names.
bool Pusher::has_something_to_push() const {
  const ObjectId now = tip();
  if (now.is_zero() || now == pushed_) return false;
  const std::string branch = ref_.substr(std::string_view("refs/heads/").size());
  if (repository_.commit_of(format("refs/remotes/{}/{}", remote_, branch))) return true;
  const auto missing =
      git_.ask({"rev-list", "--max-count=1", now.hex(), "--not", "--remotes=" + remote_});
  return !missing || !missing->empty();
}

/// In a session of its own it has no terminal to ask at, and Ctrl-C does not reach it.
void Pusher::start(bool may_ask) {
  pushing_ = tip();
  alone_ = !may_ask;
  started_ = SteadyClock::now();
  next_ = started_ + interval;
  remove_tree(log_);
  running_ = spawn({.argv = {"git", "push", "--porcelain", "--", remote_, ref_ + ":" + ref_},
                    .folder = git_folder_of(repository_),
                    .environment = environment_of_push(app_, may_ask),
                    .out = {Stream::Kind::file, log_},
                    .err = {Stream::Kind::file, log_},
                    .new_session = alone_,
                    .die_with_parent = true});
}

/// With what it started (ssh, a hook), where that has a group of its own.
void Pusher::end(int signal) const { ::kill(alone_ ? -running_->pid : running_->pid, signal); }

bool Pusher::settle(const ExitStatus& status) {
  running_.reset();
  const std::string said = read_tail(log_, words_kept);
  const auto took = std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - started_).count();
  if (status.ok()) {
    pushed_ = pushing_;
    const auto lines = lines_of(said);
    const bool moved = std::ranges::none_of(
        lines, [](const std::string& line) { return line.starts_with("=\t"); });
    if (moved) events_.take({wall_now(), event::Pushed{ref_, remote_, pushed_, took}});
    return true;
  }
  std::string problem = problem_of(said, remote_);
  if (problem.empty()) problem = status.describe();
  if (std::exchange(told_, problem) != problem)
    events_.take({wall_now(), event::PushFailed{ref_, remote_, pushing_, problem}});
  return false;
}

void Pusher::tick() {
  if (running_) {
    if (const auto status = running_->try_wait()) settle(*status);
  } else if (SteadyClock::now() >= next_) {
    next_ = SteadyClock::now() + interval;
    if (has_something_to_push()) start(false);
  }
}

bool Pusher::wait(Interrupts& interrupts) {
  const SteadyTime give_up = started_ + limit;
  auto status = running_->try_wait();
  while (!status && SteadyClock::now() < give_up && interrupts.asked().what != Interrupt::stop) {
    wait_readable({running_->pidfd.get(), interrupts.fd()}, give_up);
    status = running_->try_wait();
  }
  if (!status) {
    end(SIGTERM);
    status = running_->wait();
  }
  return settle(*status);
}

bool Pusher::finish(Interrupts& interrupts) {
  if (interrupts.asked().what == Interrupt::stop) return false;
  if (running_) wait(interrupts);
  if (!has_something_to_push()) return true;
  start(app_.stderr_is_terminal);
  return wait(interrupts);
}

}  // namespace sage
