#include <algorithm>
#include <utility>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "command/drain.h"
#include "stream.h"

namespace sage {
namespace {

bool can_land(const Repository& repository, const QueueEntry& entry) {
  if (is_request(entry)) return entry.status == EntryStatus::queued;
  return !entry.result.is_zero() && repository.has_object(entry.result) &&
         entry.status != EntryStatus::rejected;
}

/// The newest result of each ticket that can still be landed, in landing order.
std::vector<QueueEntry> newest_results(const Repository& repository,
                                       const std::vector<QueueEntry>& entries) {
  std::vector<QueueEntry> newest;
  for (const auto& entry : entries) {
    if (!can_land(repository, entry)) continue;
    std::erase_if(newest, [&](auto& older) { return older.ticket_id == entry.ticket_id; });
    newest.push_back(entry);
  }
  return newest;
}

/// Why a ticket that was asked for cannot be landed.
[[noreturn]] void refuse(const std::string& ticket, const std::vector<QueueEntry>& entries) {
  const auto last =
      std::ranges::find(entries.rbegin(), entries.rend(), ticket, &QueueEntry::ticket_id);
  if (last != entries.rend() && last->status == EntryStatus::rejected)
    throw Error(
        ErrorKind::invalid_input,
        format("the result of {} is not to land: {}", escaped(ticket), excerpt(last->reason, 300)),
        format("it is kept at {}: look at it with git show", last->result_ref));
  throw Error(ErrorKind::usage, format("no result of \"{}\" waits to be landed", escaped(ticket)),
              "sage-stream status shows those that do");
}

/// What was made for another branch lands there.
void refuse_what_is_for_others(const std::vector<QueueEntry>& entries,
                               const std::vector<std::string>& tickets, const std::string& ref) {
  for (const auto& ticket : tickets) {
    const auto is_here = [&](const QueueEntry& entry) {
      return entry.ticket_id == ticket && (entry.branch.empty() || entry.branch == ref);
    };
    const auto other = std::ranges::find(entries, ticket, &QueueEntry::ticket_id);
    if (other == entries.end() || std::ranges::any_of(entries, is_here)) continue;
    throw Error(ErrorKind::invalid_input,
                format("the result of {} is for {}, not for {}", ticket, other->branch, ref),
                land_command_for(*other, ref));
  }
}

/// Those asked for (none: all); each ticket asked for must have one.
std::vector<QueueEntry> chosen(const Repository& repository, const std::vector<QueueEntry>& entries,
                               const std::vector<std::string>& tickets) {
  auto newest = newest_results(repository, entries);
  if (tickets.empty()) return newest;
  std::vector<QueueEntry> out;
  for (const auto& ticket : tickets) {
    if (std::ranges::find(out, ticket, &QueueEntry::ticket_id) != out.end()) continue;
    const auto found = std::ranges::find(newest, ticket, &QueueEntry::ticket_id);
    if (found == newest.end()) refuse(ticket, entries);
    out.push_back(*found);
  }
  return out;
}

/// What an earlier run left is brought to its end as by any run; of what waits, only what was asked
/// for lands.
Recovered to_land(const Repository& repository, Recovered found,
                  const std::vector<std::string>& tickets) {
  std::vector<QueueEntry> waiting = std::exchange(found.to_land, {});
  waiting.insert(waiting.end(), found.kept.begin(), found.kept.end());
  waiting.insert(waiting.end(), found.requests.begin(), found.requests.end());
  std::ranges::sort(waiting, {}, &QueueEntry::seq);
  found.to_land = chosen(repository, waiting, tickets);
  found.requests.clear();
  std::ranges::copy_if(found.to_land, std::back_inserter(found.requests), is_request);
  std::erase_if(found.to_land, is_request);
  for (auto& entry : found.to_land) {
    entry.status = EntryStatus::queued;
    found.settled.erase(entry.ticket_id);  // a deferral that this landing is to end
  }
  std::erase_if(found.kept, [&](const QueueEntry& entry) {
    return std::ranges::find(found.to_land, entry.seq, &QueueEntry::seq) != found.to_land.end();
  });
  found.orphans.clear();  // the next run waits for them
  return found;
}

}  // namespace

int land_command(const App& app, const Options& options) {
  Session session = open_session(app, options);
  const std::string ref = target_of(app, session).ref;
  const auto waiting = CommitQueue(session.layout.queue()).look().entries;
  refuse_what_is_for_others(waiting, options.tickets, ref);
  if (chosen(session.repository, CommitQueue(session.layout.queue(), ref).look().entries,
             options.tickets)
          .empty()) {
    fmt::print("nothing waits to be landed on {}\n", ref);
    return exit_code::ok;
  }
  Interrupts interrupts;
  Display display(app, options);
  std::size_t asked = 0;
  const auto found = [&](const Repository& repository, const std::string& ref, Publisher& publisher,
                         CommitQueue& queue) {
    Recovered recovered = to_land(
        repository, recover(repository, session.layout, ref, publisher, queue), options.tickets);
    asked = recovered.to_land.size() + recovered.requests.size();
    return recovered;
  };
  const auto exit_code = [&](const Drained& drained) {
    if (drained.interrupted != Interrupt::none) return interrupts.exit_code();
    return drained.landed >= asked && !drained.push_failed ? exit_code::ok : exit_code::deferred;
  };
  const Drained drained =
      drain(app, options, session, interrupts, display, {false, found, exit_code});
  display.finish();
  return exit_code(drained);
}

}  // namespace sage
