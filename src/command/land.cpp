#include <unistd.h>

#include <algorithm>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "display.h"
#include "run/journal.h"
#include "stream.h"
#include "view/line_view.h"

namespace sage {
namespace {

/// The newest result of each ticket that can still be landed, in landing order.
std::vector<QueueEntry> newest_results(const Repository& repository,
                                       const std::vector<QueueEntry>& entries) {
  std::vector<QueueEntry> newest;
  for (const auto& entry : entries) {
    if (entry.result.is_zero() || !repository.has_object(entry.result)) continue;
    std::erase_if(newest, [&](auto& older) { return older.ticket_id == entry.ticket_id; });
    newest.push_back(entry);
  }
  return newest;
}

/// Those asked for; each ticket asked for must have one.
std::vector<QueueEntry> chosen(std::vector<QueueEntry> entries,
                               const std::vector<std::string>& tickets) {
  if (tickets.empty()) return entries;
  std::vector<QueueEntry> out;
  for (const auto& ticket : tickets) {
    const auto found = std::ranges::find(entries, ticket, &QueueEntry::ticket_id);
    if (found == entries.end())
      throw Error(ErrorKind::invalid_input,
                  format("no result of \"{}\" waits to be landed", escaped(ticket)),
                  "sage-stream status shows those that do");
    out.push_back(*found);
  }
  return out;
}

/// One landing, told as the events of a drain are; whether it landed.
class Landing {
 public:
  Landing(GitLander& lander, Publisher& publisher, IndexStore& index, CommitQueue& queue,
          Fanout& events)
      : lander_(lander), publisher_(publisher), index_(index), queue_(queue), events_(events) {}

  bool land(const QueueEntry& entry) {
    const IndexEdit edit = landing_edit(entry);
    const LandOutcome outcome = lander_.land(entry, edit);
    if (const auto* landed = std::get_if<LandedAt>(&outcome)) return finish(entry, edit, *landed);
    if (const auto* conflict = std::get_if<MergeConflict>(&outcome))
      tell(event::Conflicted{entry.ticket_id, entry.attempt, conflict->paths});
    if (const auto* held = std::get_if<Held>(&outcome))
      tell(event::LandingHeld{entry.ticket_id, held->reason, held->paths});
    return false;
  }

  void tell(EventBody body) { events_.take({wall_now(), std::move(body)}); }

 private:
  bool finish(const QueueEntry& entry, const IndexEdit& edit, const LandedAt& landed) {
    if (landed.earlier) {
      publisher_.finish_checkout(landed.commit);
      tell(event::Landed{entry.ticket_id, entry.result, landed.commit, landed.files, 0});
    }
    if (landed.index_pending) lander_.record(edit, entry.run);
    index_.apply(edit);
    index_.flush(true);
    auto kept = queue_.list();
    for (auto& any : kept.entries) {  // older results are of no use now
      if (any.ticket_id != entry.ticket_id) continue;
      if (any.queue_id == entry.queue_id) any.status = EntryStatus::applied;
      lander_.forget(any);
      queue_.archive(any);
    }
    return true;
  }

  GitLander& lander_;
  Publisher& publisher_;
  IndexStore& index_;
  CommitQueue& queue_;
  Fanout& events_;
};

}  // namespace

int land_command(const App& app, const Options& options) {
  Session session = open_session(app, options);
  const Target target = choose_target(session.repository, session.settings.onto);
  const auto locks = take_stream_lock(session, options.command_line);
  CommitQueue queue(session.layout.queue());
  const auto entries =
      chosen(newest_results(session.repository, queue.list().entries), options.tickets);
  if (entries.empty()) {
    fmt::print("nothing waits to be landed\n");
    return exit_code::ok;
  }
  Fanout events;
  Publisher publisher(session.repository, session.layout,
                      {target.ref, target.start, options.command_line}, events);
  GitLander lander(session.repository, publisher);
  const auto index = index_of(session, target, lander);
  const std::size_t tickets = index->read().size();
  const std::string run = next_run_id(session.layout.runs());
  Journal journal(session.layout.journal(run));
  LineView lines(STDERR_FILENO, style_for(app, options, app.stderr_is_terminal));
  events.add(journal);

  Landing landing(lander, publisher, *index, queue, events);
  const WallTime started = wall_now();
  landing.tell(event::RunStarted{run, SAGE_VERSION, target.ref, options.command_line, 0, getpid(),
                                 tickets, 0});
  const auto landed = std::count_if(entries.begin(), entries.end(),
                                    [&](const QueueEntry& entry) { return landing.land(entry); });
  const bool all = landed == static_cast<std::ptrdiff_t>(entries.size());
  const int code = all ? exit_code::ok : exit_code::deferred;
  landing.tell(event::RunFinished{code, wall_now() - started});
  fmt::print("landed {} of {}\n", landed, entries.size());
  return code;
}

}  // namespace sage
