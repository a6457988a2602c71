#include "worker/local_worker.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

namespace sage {
namespace {

constexpr std::size_t line_limit = 64 << 20;
constexpr int chunks_at_once = 16;  // so that one that never stops talking does not starve others

SpawnRequest request_for(const LocalPoolOptions& options) {
  const Stream pipe{.kind = Stream::Kind::pipe};
  const Stream log = options.log.empty() ? Stream{} : Stream{Stream::Kind::file, options.log};
  return {.argv = options.command,
          .environment = options.environment,
          .in = pipe,
          .out = pipe,
          .err = log,
          .new_group = true};
}

}  // namespace

LocalWorker::LocalWorker(int number, const LocalPoolOptions& options)
    : number_(number),
      options_(options),
      greet_by_(SteadyClock::now() + options.hello_limit),
      log_start_(stamp_of(options.log).size) {
  child_ = spawn(request_for(options));
  ::fcntl(child_.in.get(), F_SETFL, O_NONBLOCK);
  say(wire::Hello{.version = options.version, .pid = ::getpid()});
}

void LocalWorker::give(const Job& job) {
  busy_ = true;
  ticket_ = job.ticket;
  attempt_ = job.attempt;
  job_ = job.id;
  say(job);
}

void LocalWorker::cancel() {
  say(wire::Cancel{});
  end_by_ = std::min(end_by_, SteadyClock::now() + options_.cancel_limit);
}

void LocalWorker::say(const wire::ToWorker& message) {
  unsent_ += wire::encode(message);
  flush();
}

void LocalWorker::flush() {
  while (!unsent_.empty()) {
    const auto put = ::write(child_.in.get(), unsent_.data(), unsent_.size());
    if (put > 0) unsent_.erase(0, static_cast<std::size_t>(put));
    if (put >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN) unsent_.clear();  // it is ending, which its pidfd tells
    return;
  }
}

bool LocalWorker::receive(std::deque<PoolEvent>& events) {
  char chunk[1 << 16];
  for (int i = 0; i < chunks_at_once; ++i) {
    const auto got = ::read(child_.out.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) {  // it is ending, or cannot tell us anything any more
      child_.out.reset();
      end_by_ = std::min(end_by_, SteadyClock::now() + options_.cancel_limit);
    }
    if (got <= 0) return false;
    lines_.feed({chunk, static_cast<std::size_t>(got)});
    while (const auto line = lines_.next()) understand(*line, events);
    if (lines_.pending() > line_limit) kill("sent a line without end");
  }
  return true;
}

void LocalWorker::understand(const std::string& line, std::deque<PoolEvent>& events) {
  if (!killed_for_.empty()) return;
  std::optional<wire::FromWorker> message;
  try {
    message = wire::decode_from_worker(line);
  } catch (const Error& error) {
    return kill("broke the protocol: " + error.message());
  }
  if (!greeted_ && !std::holds_alternative<wire::Hello>(*message))
    return kill("broke the protocol: no hello came first");
  std::visit([&](const auto& what) { hear(what, events); }, *message);
}

void LocalWorker::hear(const wire::Hello& hello, std::deque<PoolEvent>&) {
  if (hello.protocol != wire::protocol)
    throw Error(
        ErrorKind::internal,
        format("worker {} (version {}) speaks protocol {}, this program (version {}) {}", number_,
               excerpt(hello.version, 50), hello.protocol, options_.version, wire::protocol),
        "start both from the same installation");
  greeted_ = true;
  greet_by_ = SteadyTime::max();
}

void LocalWorker::hear(const Alive& alive, std::deque<PoolEvent>& events) {
  if (!idle()) events.emplace_back(WorkerProgress{number_, alive});
}

void LocalWorker::hear(const Outcome& outcome, std::deque<PoolEvent>& events) {
  if (idle() || outcome.ticket != ticket_ || outcome.attempt != attempt_ || outcome.job != job_)
    return kill(format("broke the protocol: an outcome of {}, which it was not given",
                       excerpt(outcome.ticket, 100)));
  busy_ = false;
  end_by_ = SteadyTime::max();
  events.emplace_back(outcome);
}

void LocalWorker::kill(const std::string& why) {
  if (!killed_for_.empty()) return;
  killed_for_ = why;
  ::kill(child_.pid, SIGKILL);
}

std::string LocalWorker::obituary() {
  const auto status = child_.wait();
  auto text = format("worker {} (pid {}) ", number_, child_.pid);
  text += killed_for_.empty() ? "ended: " + status.describe() : killed_for_ + ", and was killed";
  if (const auto log = last_log_line(); !log.empty()) text += "; its log ends: " + log;
  return text;
}

std::string LocalWorker::last_log_line() const {
  constexpr std::size_t tail = 4096;
  const auto grown = stamp_of(options_.log).size - log_start_;
  const auto text = read_tail(options_.log, std::min<std::size_t>(tail, grown));
  const auto lines = trimmed(text);
  return excerpt(lines.substr(lines.rfind('\n') + 1), 500);
}

WorkerLoss LocalWorker::loss(const std::string& message) const {
  return {
      .worker = number_, .job = job_, .ticket = ticket_, .attempt = attempt_, .message = message};
}

}  // namespace sage
