#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/object_id.h"
#include "os/clock.h"
#include "os/file.h"

/// The commit queue on disk: one file an entry, `<seq>-<ticket>.json`, written whole, taken in
/// the order of `seq`. See docs/QUEUE.md.
namespace sage {

namespace fs = std::filesystem;

enum class EntryStatus { queued, applied, conflict, rejected, deferred };
BOOST_DESCRIBE_ENUM(EntryStatus, queued, applied, conflict, rejected, deferred)

/// A result waiting to land. `queued_at` is frozen: the landing commit carries it as its time, so
/// redoing a landing gives the same object ids.
struct QueueEntry {
  std::string queue_id;  ///< unique: "<run>/<ticket>/<attempt>"
  std::uint64_t seq = 0;
  std::string worker_id, ticket_id;
  int attempt = 1;
  std::string commit_message;  ///< without trailers
  std::vector<std::string> files;
  EntryStatus status = EntryStatus::queued;
  std::string queued_at;  ///< ISO time
  std::string reason;     ///< why it was deferred or rejected
  ObjectId base, result;
  std::string result_ref, run;
  std::string branch;                   ///< the ref it is to land on; empty: on any
  std::vector<std::string> discovered;  ///< JSON texts of tickets found, added when it lands
  std::vector<std::string> tasks_done;  ///< ids of the ticket's sub-tasks that it holds
};
BOOST_DESCRIBE_STRUCT(QueueEntry, (),
                      (queue_id, seq, worker_id, ticket_id, attempt, commit_message, files, status,
                       queued_at, reason, base, result, result_ref, run, branch, discovered,
                       tasks_done))

/// Whether an entry only asks: a person or another tool wrote it, and what it names (files of the
/// checkout, a commit) has yet to be made a pinned result.
inline bool is_request(const QueueEntry& entry) {
  return entry.result.is_zero() || entry.result_ref.empty();
}

/// "<seq>-<ticket>": what an entry's file is called.
std::string name_of(const QueueEntry& entry);

/// The queue's folder, or that part of it which is for one branch: entries of others are not seen.
/// Anybody may add; all else is for one writer at a time (the holder of the stream lock).
class CommitQueue {
 public:
  /// `folder` is made when the first entry is added. `branch`: a ref, or empty for all of it.
  explicit CommitQueue(fs::path folder, std::string branch = {})
      : folder_(std::move(folder)), branch_(std::move(branch)) {}

  /// Gives the entry its seq (higher than any before it, archived ones too) and its branch, and
  /// writes it, durably.
  QueueEntry add(QueueEntry entry);
  /// Writes a changed entry (status, reason) whole.
  void update(const QueueEntry& entry);
  /// Moves an entry that is done into archive/, as `entry` says it now. Done again after a crash
  /// it changes nothing.
  void archive(const QueueEntry& entry);

  /// All entries not archived, by seq. One that cannot be read, or is not what its name says, is
  /// moved aside to `<name>.broken`; `broken` holds a line for each.
  struct Listing {
    std::vector<QueueEntry> entries;
    std::vector<std::string> broken;
    std::vector<std::string> broken_files{};
  };
  Listing list();
  /// The same, and nothing is moved: for those who only look.
  Listing look() const;
  /// The entries that others have added since this object last listed or was asked. Cheap where
  /// nothing changed. One that cannot be read may still be being written: it is given a moment.
  Listing news();
  /// Whether an entry with another name has this one's seq: only `add` gives it one of its own.
  bool shares_seq(const QueueEntry& entry) const;
  /// Gives an entry a seq of its own, at the end.
  QueueEntry move_to_end(const QueueEntry& entry);

 private:
  Listing read(const std::vector<std::string>& names) const;
  void move_aside(const Listing& listing);
  fs::path file_of(const QueueEntry& entry) const;
  std::uint64_t highest_seq() const;

  bool is_of_branch(const QueueEntry& entry) const;

  fs::path folder_;
  std::string branch_;
  std::uint64_t last_seq_ = 0;   ///< 0: not looked up yet
  std::set<std::string> known_;  ///< names of files that were listed, or added here
  FileStamp looked_at_;          ///< of the folder, when nothing in it was unknown
};

/// Text as it may stand in the subject of a commit of ours: one line, `printable`.
std::string subject_text(std::string_view text);

/// Text as it may stand in the message of a landing commit: `printable`, and no line that poses as
/// a trailer of ours.
std::string message_text(std::string_view text);

/// The message of a landing commit, without its trailers: "feat(AUTH): #AUTH-001 Title" from the
/// ticket's type, and the agent's summary as body, its lines as they are; one that poses as a
/// trailer of ours is indented. `template_text`: the user's own (`landing.message`) with {type}
/// {component} {id} {title} {summary}, or empty.
struct MessageParts {
  std::string ticket_type, component, id, title, summary;
};
std::string landing_message(const MessageParts& parts, const std::string& template_text);

}  // namespace sage
