#include "queue/entry.h"

#include <algorithm>
#include <cstdio>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "outlook.h"
#include "repo/results.h"
#include "run/journal.h"
#include "run/run_state.h"
#include "stream.h"
#include "view/output.h"

namespace sage {
namespace {

using Phase = RunState::Phase;

/// An entry, and what is to be said of it.
struct Row {
  QueueEntry entry;
  std::string state, why, what_to_do;
  std::string where;  ///< it is to land, if not here
};

/// The stream that is at work, if one is: it knows what is held.
std::optional<RunState> running(const Session& session) {
  const auto owner = lock_owner(session.layout.stream_lock());
  const auto runs = list_runs(session.layout.runs());
  if (!owner || is_dead(*owner) || runs.empty()) return {};
  return fold(read_journal(session.layout.journal(runs.back())));
}

/// The branch that runs land on here; empty where there is none.
Row row_of(QueueEntry entry, const std::optional<RunState>& run, const std::string& here) {
  const std::string id = entry.ticket_id;
  const auto in_run = run ? run->tickets.find(id) : decltype(run->tickets.find(id)){};
  const bool is_held = run && in_run != run->tickets.end() && in_run->second.phase == Phase::held;
  Row row{.entry = std::move(entry), .state = {}, .why = {}, .what_to_do = {}};
  row.state = std::string(boost::describe::enum_to_string(row.entry.status, ""));
  row.why = row.entry.reason;
  if (!row.entry.branch.empty() && row.entry.branch != here)
    row.where = " for " + escaped(row.entry.branch);
  switch (row.entry.status) {
    case EntryStatus::queued:
      if (is_held) row.state = "held", row.why = in_run->second.message;
      row.what_to_do = run ? "" : land_command_for(row.entry, here) + ", or the next run";
      break;
    case EntryStatus::applied:
      row.what_to_do = "the next run tidies it up";
      break;
    case EntryStatus::conflict:
    case EntryStatus::deferred:
      row.what_to_do = format("sage-stream queue retry {}, or drop", id);
      break;
    case EntryStatus::rejected:
      row.what_to_do =
          is_request(row.entry)
              ? format("mend it and sage-stream queue retry {}, or drop", id)
              : format("git show {}; sage-stream queue drop --purge {}", row.entry.result_ref, id);
      break;
  }
  return row;
}

void print(const std::vector<Row>& rows, const std::vector<std::string>& broken) {
  if (rows.empty() && broken.empty()) fmt::print("nothing is queued\n");
  for (const auto& row : rows) {
    fmt::print("{}  {}  {}{}\n", name_of(row.entry), row.state,
               counted(row.entry.files.size(), "file"), row.where);
    if (!row.why.empty()) fmt::print("    {}\n", excerpt(row.why, 400));
    if (!row.what_to_do.empty()) fmt::print("    to do: {}\n", row.what_to_do);
  }
  for (const auto& line : broken) fmt::print("not an entry: {}\n", line);
}

void print_json(const std::vector<Row>& rows, const std::vector<std::string>& broken) {
  json::array tickets;
  for (const auto& row : rows)
    tickets.push_back({{"id", row.entry.ticket_id},
                       {"entry", name_of(row.entry)},
                       {"state", row.state},
                       {"reason", valid_utf8(row.why)},
                       {"to_do", valid_utf8(row.what_to_do)},
                       {"branch", valid_utf8(row.entry.branch)},
                       {"attempt", row.entry.attempt},
                       {"queued_at", valid_utf8(row.entry.queued_at)},
                       {"result", to_json(row.entry.result)},
                       {"files", to_json(row.entry.files)}});
  const json::value document{
      {"schema", "sage.queue/1"}, {"tickets", std::move(tickets)}, {"broken", to_json(broken)}};
  print_result(pretty(document));
}

int show(const Session& session, const Options& options) {
  auto listing = CommitQueue(session.layout.queue()).look();
  const auto run = running(session);
  std::vector<Row> rows;
  const std::string here = branch_of(session);
  for (auto& entry : listing.entries) rows.push_back(row_of(std::move(entry), run, here));
  options.format == Format::human ? print(rows, listing.broken) : print_json(rows, listing.broken);
  return exit_code::ok;
}

/// Those that `id` names, by ticket or by name.
std::vector<QueueEntry> named(const std::vector<QueueEntry>& entries, const std::string& id) {
  std::vector<QueueEntry> found;
  for (const auto& entry : entries)
    if (entry.ticket_id == id || name_of(entry) == id) found.push_back(entry);
  if (found.empty())
    throw Error(ErrorKind::usage,
                format("nothing of \"{}\" is in the commit queue", excerpt(id, 100)),
                "sage-stream queue shows what is");
  return found;
}

/// Of a ticket with several, the newest that may land.
QueueEntry to_retry(const std::vector<QueueEntry>& found) {
  const auto may_land = [](const QueueEntry& entry) {
    return entry.status != EntryStatus::applied &&
           (entry.status != EntryStatus::rejected || is_request(entry));
  };
  const auto newest = std::find_if(found.rbegin(), found.rend(), may_land);
  if (newest == found.rend())
    throw Error(
        ErrorKind::invalid_input,
        format("{} is not to land: {}", name_of(found.back()), excerpt(found.back().reason, 300)),
        "it is kept to be looked at; sage-stream queue drop --purge lets go of it");
  return *newest;
}

void retry(CommitQueue& queue, QueueEntry entry, const std::string& here) {
  entry.status = EntryStatus::queued;
  entry.reason.clear();
  queue.update(entry);
  fmt::print("{} is queued: the next run{} lands it, or {}\n", name_of(entry),
             entry.branch.empty() ? "" : " on " + escaped(entry.branch),
             land_command_for(entry, here));
}

/// A pin without an entry would be taken for work that a killed run had finished: the entry stays
/// as long as the pin.
void drop(const Session& session, CommitQueue& queue, QueueEntry entry, bool purge) {
  entry.status = EntryStatus::rejected;
  entry.reason = "dropped by hand";
  if (!purge && !is_request(entry)) {
    queue.update(entry);
    fmt::print("{} is not to land; its result is kept at {}\n", name_of(entry), entry.result_ref);
    return;
  }
  if (!is_request(entry) && session.repository.commit_of(entry.result_ref) == entry.result)
    drop_pin(session.repository, entry.result_ref);
  queue.archive(entry);
  fmt::print("{} is gone from the queue\n", name_of(entry));
}

}  // namespace

int queue_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const CareOptions& care = options.care;
  if (care.action == CareOptions::Action::show) return show(session, options);
  const auto locks = take_stream_lock(session, options.command_line);
  CommitQueue queue(session.layout.queue());
  const auto entries = queue.list().entries;
  for (const auto& id : care.entries) {
    const auto found = named(entries, id);
    if (care.action == CareOptions::Action::retry)
      retry(queue, to_retry(found), branch_of(session));
    else
      for (const auto& entry : found) drop(session, queue, entry, care.purge);
  }
  return exit_code::ok;
}

}  // namespace sage
