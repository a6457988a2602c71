#include "engine/adopt.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "os/file_lock.h"
#include "os/folder_watch.h"
#include "repo/commit.h"
#include "repo/results.h"
#include "run/journal.h"
#include "run/run_state.h"
#include "stream.h"
#include "ticket/named.h"

namespace sage {
namespace {

bool stream_runs(const Session& session) {
  const auto owner = lock_owner(session.layout.stream_lock());
  return owner && !is_dead(*owner);
}

/// As git would: the folders on the way as they are, the file itself not followed if it is a link.
std::string path_in_repository(const App& app, const Repository& repository,
                               const std::string& file) {
  const fs::path given = (app.folder / file).lexically_normal();
  std::error_code unknown;
  const fs::path whole = fs::weakly_canonical(given.parent_path(), unknown) / given.filename();
  const fs::path path = whole.lexically_relative(repository.checkout().lexically_normal());
  if (unknown || repository.is_bare() || path.empty() || *path.begin() == "..")
    throw Error(ErrorKind::invalid_input,
                format("{}: not a file of this repository's checkout", excerpt(file, 200)));
  return path.string();
}

/// An attempt number that no result, and no logs, of the ticket have.
int free_attempt(const Session& session, const std::string& id) {
  int last = 0;
  for (const auto& pin : list_pins(session.repository))
    if (pin.ticket == id) last = std::max(last, pin.attempt);
  std::error_code none;
  for (const auto& run : list_runs(session.layout.runs()))
    for (const auto& logs : fs::directory_iterator(session.layout.run(run) / id, none))
      last = std::max(last, std::atoi(logs.path().filename().c_str()));
  return last + 1;
}

class Enqueue {
 public:
  Enqueue(const App& app, const Options& options)
      : app_(app),
        options_(options),
        session_(open_session(app, options)),
        target_(target_of(app, session_)),
        publisher_(session_.repository, session_.layout,
                   {target_.ref, target_.start, options.command_line}, nobody_),
        lander_(session_.repository, publisher_),
        queue_(session_.layout.queue(), target_.ref) {}

  int run() {
    if (options_.care.files.empty() && options_.care.result.empty())
      throw Error(ErrorKind::usage, "enqueue: expected files or --result COMMIT, found neither");
    const QueueEntry entry = add();
    const bool runs = stream_runs(session_);
    fmt::print("queued {}: {} of {}{}\n", name_of(entry), counted(entry.files.size(), "file"),
               entry.ticket_id,
               options_.care.wait ? ""
               : runs             ? "; the running stream lands it"
                      : "; the next run lands it, or sage-stream land " + entry.ticket_id);
    std::fflush(stdout);
    return options_.care.wait ? wait(entry) : exit_code::ok;
  }

 private:
  /// One at a time: what is queued for a ticket, and which numbers are taken, is looked up first.
  QueueEntry add() {
    const auto index = index_of(session_, target_, lander_);
    const Backlog backlog = index->read();
    const Ticket& ticket = wanted(backlog);
    exclude_own_files(session_.repository);
    make_folders(session_.layout.queue());
    const auto turn = FileLock::acquire(session_.layout.queue() / ".enqueue");
    refuse_rivals(std::string(ticket.id));
    MessageParts parts{.ticket_type = std::string(ticket.type),
                       .component = std::string(ticket.component),
                       .id = std::string(ticket.id),
                       .title = std::string(ticket.title),
                       .summary = {}};
    return queue_.add(
        adopt(session_.repository, request(std::string(ticket.id)),
              {.tip = lander_.tip(),
               .attempt = free_attempt(session_, std::string(ticket.id)),
               .title = std::string(ticket.title),
               .message = landing_message(parts, session_.settings.landing_message)}));
  }

  const Ticket& wanted(const Backlog& backlog) const {
    const Ticket& ticket = backlog[named_ticket(backlog, options_.care.ticket)];
    if (ticket.is_container)
      throw Error(ErrorKind::invalid_input,
                  format("{} is an epic, which is done when its children are", ticket.id));
    if (ticket.state == State::completed)
      throw Error(ErrorKind::invalid_input, format("{} is COMPLETED already", ticket.id));
    return ticket;
  }

  void refuse_rivals(const std::string& id) const {
    for (const auto& other : queue_.look().entries)
      if (other.ticket_id == id && other.status == EntryStatus::queued)
        throw Error(ErrorKind::invalid_input,
                    format("{} waits to land for {} already", name_of(other), id),
                    format("sage-stream queue drop {} makes room", name_of(other)));
    const auto runs = list_runs(session_.layout.runs());
    if (!stream_runs(session_) || runs.empty()) return;
    const RunState run = fold(read_journal(session_.layout.journal(runs.back())));
    const auto in_run = run.tickets.find(id);
    if (in_run != run.tickets.end() && in_run->second.phase == RunState::Phase::running)
      throw Error(ErrorKind::locked, format("an agent of the running stream is at work on {}", id),
                  "wait for it, or interrupt the stream");
  }

  QueueEntry request(const std::string& id) const {
    QueueEntry entry{.queue_id = {},
                     .worker_id = format("enqueue-{}", getpid()),
                     .ticket_id = id,
                     .commit_message = options_.care.message};
    if (!options_.care.result.empty()) {
      const auto commit = session_.repository.commit_of(options_.care.result);
      if (!commit)
        throw Error(ErrorKind::usage, format("{} is no commit of this repository",
                                             excerpt(options_.care.result, 200)));
      entry.result = *commit;
    }
    for (const auto& file : options_.care.files)
      entry.files.push_back(path_in_repository(app_, session_.repository, file));
    return entry;
  }

  /// Lands it where no stream runs; else the stream does.
  int wait(const QueueEntry& entry) {
    FolderWatch watch(session_.layout.queue());
    constexpr Milliseconds look_again{1000};  // streams that are killed tell nobody
    if (stream_runs(session_))
      fmt::print(stderr,
                 "sage-stream: waits for the running stream to land it; a session that asks goes "
                 "on when it is answered\n");
    while (const auto now = find(entry)) {
      if (now->status != EntryStatus::queued) {
        fmt::print(stderr, "sage-stream: {} did not land: {}\n", name_of(entry),
                   excerpt(now->reason, 400));
        return exit_code::deferred;
      }
      if (!stream_runs(session_)) return land();
      watch.wait(look_again);
    }
    const bool landed =
        find_landing(session_.repository, lander_.tip(), entry.base, entry.result).has_value();
    fmt::print("{} {}\n", entry.ticket_id, landed ? "has landed" : "was taken out of the queue");
    return landed ? exit_code::ok : exit_code::deferred;
  }

  std::optional<QueueEntry> find(const QueueEntry& entry) const {
    for (auto& other : queue_.look().entries)
      if (name_of(other) == name_of(entry)) return std::move(other);
    return {};
  }

  int land() const {
    Options options = options_;
    options.tickets = {options_.care.ticket};
    return land_command(app_, options);
  }

  const App& app_;
  const Options& options_;
  Session session_;
  const Target target_;
  Fanout nobody_;
  Publisher publisher_;
  GitLander lander_;
  CommitQueue queue_;
};

}  // namespace

int enqueue_command(const App& app, const Options& options) { return Enqueue(app, options).run(); }

}  // namespace sage
