#include "worker/local_pool.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <set>

#include "os/process_tree.h"
#include "worker/local_worker.h"

namespace sage {
namespace {

constexpr int early_death_limit = 3;
constexpr auto exit_limit = std::chrono::seconds{5};

}  // namespace

LocalPool::LocalPool(LocalPoolOptions options) : options_(std::move(options)) {
  become_subreaper();
  ::signal(SIGPIPE, SIG_IGN);
}

LocalPool::~LocalPool() {
  for (const auto& worker : workers_) worker->dismiss();
  const auto deadline = SteadyClock::now() + exit_limit;
  for (const auto& worker : workers_) {
    if (!worker->idle()) continue;
    if (wait_readable({worker->child().pidfd.get()}, deadline).empty())
      worker->kill("did not end when it was told to");
    worker->obituary();
  }
}

std::size_t LocalPool::free() const {
  const auto busy = std::ranges::count_if(workers_, [](const auto& w) { return !w->idle(); });
  return options_.limit - std::min(options_.limit, static_cast<std::size_t>(busy));
}

bool LocalPool::busy() const { return free() < options_.limit || !events_.empty(); }

Assigned LocalPool::send(const Job& job) {
  auto* idle = idle_worker();
  auto& worker = idle ? *idle : start_worker();
  worker.give(job);
  const auto pid = worker.child().pid;
  return {worker.number(), pid, process_start_time(pid).value_or(0)};
}

LocalWorker* LocalPool::idle_worker() {
  const auto found = std::ranges::find_if(workers_, [](const auto& w) { return w->idle(); });
  return found == workers_.end() ? nullptr : found->get();
}

/// The new worker takes the smallest number that is free.
LocalWorker& LocalPool::start_worker() {
  std::set<int> taken;
  for (const auto& worker : workers_) taken.insert(worker->number());
  int number = 0;
  while (taken.contains(number)) ++number;
  return *workers_.emplace_back(std::make_unique<LocalWorker>(number, options_));
}

void LocalPool::cancel(std::uint64_t job) {
  for (const auto& worker : workers_)
    if (!worker->idle() && worker->job() == job) worker->cancel();
}

void LocalPool::cancel_all() {
  for (const auto& worker : workers_)
    if (!worker->idle()) worker->cancel();
}

std::optional<PoolEvent> LocalPool::wait(SteadyTime deadline) {
  while (events_.empty()) {
    const bool woken = poll_once(deadline);
    if (events_.empty() && (woken || SteadyClock::now() >= deadline)) return std::nullopt;
  }
  auto event = std::move(events_.front());
  events_.pop_front();
  return event;
}

/// Waits until something is to be done and does it; gives whether wake_fd or a signal ended it.
bool LocalPool::poll_once(SteadyTime deadline) {
  std::vector<pollfd> polled{{.fd = options_.wake_fd, .events = POLLIN, .revents = 0}};
  for (const auto& worker : workers_) {
    const auto& child = worker->child();
    polled.push_back({.fd = child.pidfd.get(), .events = POLLIN, .revents = 0});
    polled.push_back({.fd = child.out.get(), .events = POLLIN, .revents = 0});
    const int unsent = worker->has_unsent() ? child.in.get() : -1;
    polled.push_back({.fd = unsent, .events = POLLOUT, .revents = 0});
    deadline = std::min(deadline, worker->answer_by());
  }
  if (::poll(polled.data(), polled.size(), poll_timeout(deadline)) < 0) {
    if (errno != EINTR) throw system_error("cannot poll", errno);
    return true;
  }
  std::vector<LocalWorker*> dead;
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    attend(*workers_[i]);
    if (polled[1 + 3 * i].revents != 0) dead.push_back(workers_[i].get());
  }
  for (auto* worker : dead) bury(*worker);
  return polled[0].revents != 0;
}

void LocalPool::attend(LocalWorker& worker) {
  const bool greeted = worker.greeted();
  worker.flush();
  worker.receive(events_);
  if (!greeted && worker.greeted()) early_deaths_ = 0;
  if (SteadyClock::now() >= worker.answer_by()) worker.kill("did not answer in time");
}

/// What the dead worker left behind goes first: it may hold the pipe that is read to its end here.
void LocalPool::bury(LocalWorker& worker) {
  const auto obituary = worker.obituary();
  std::set<pid_t> living;
  for (const auto& other : workers_)
    if (other.get() != &worker) living.insert(other->child().pid);
  kill_descendants(living);
  while (worker.receive(events_)) {
  }
  if (!worker.idle()) events_.emplace_back(worker.loss(obituary));
  early_deaths_ = worker.greeted() ? 0 : early_deaths_ + 1;
  std::erase_if(workers_, [&](const auto& other) { return other.get() == &worker; });
  if (early_deaths_ >= early_death_limit)
    throw Error(ErrorKind::internal,
                format("{} workers in a row ended before their hello; {}", early_deaths_, obituary),
                options_.log.empty() ? "" : format("their log is {}", options_.log.string()));
}

}  // namespace sage
