#include "queue/entry.h"

#include <algorithm>
#include <charconv>

#include "os/file.h"
#include "os/file_lock.h"
#include "run/layout.h"
#include "ticket/ticket.h"

namespace sage {
namespace {

constexpr std::uint64_t entry_limit = 64 << 20;
constexpr std::string_view suffix = ".json";

/// The seq that a file's name begins with, or 0.
std::uint64_t seq_of(std::string_view name) {
  std::uint64_t seq = 0;
  const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), seq);
  return failed == std::errc{} && std::string_view(end, name.data() + name.size()).starts_with('-')
             ? seq
             : 0;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code missing;
  for (const auto& file : fs::directory_iterator(folder, missing))
    names.push_back(file.path().filename());
  return names;
}

std::string file_name(const QueueEntry& entry) { return name_of(entry) + std::string(suffix); }

/// What an entry names is acted upon: refs are removed by it.
void check_names(const QueueEntry& entry, const std::string& name) {
  if (!is_valid_id(entry.ticket_id) || entry.attempt < 1)
    throw Error(ErrorKind::invalid_input, format("{}: attempt {} of '{}' is no ticket's", name,
                                                 entry.attempt, excerpt(entry.ticket_id, 64)));
  if (entry.result_ref.empty() && entry.run.empty()) return;  // another tool's, which names nothing
  const auto expect = [&](const char* member, const std::string& found, const std::string& right) {
    if (found != right)
      throw Error(ErrorKind::invalid_input, format("{}: {} is '{}', expected '{}'", name, member,
                                                   excerpt(found, 200), excerpt(right, 200)));
  };
  expect("result_ref", entry.result_ref, result_ref(entry.ticket_id, entry.attempt));
  expect("queue_id", entry.queue_id, format("{}/{}/{}", entry.run, entry.ticket_id, entry.attempt));
}

QueueEntry read_entry(const fs::path& file) {
  const std::string name = excerpt(file.filename().native(), 200);
  const auto text = read_file(file, entry_limit);
  QueueEntry entry;
  from_json(parse_json(text.value_or(""), name), entry, name);
  if (file_name(entry) != file.filename())
    throw Error(ErrorKind::invalid_input,
                format("{}: holds seq {} and ticket '{}', which is not its name", name, entry.seq,
                       excerpt(entry.ticket_id, 64)));
  check_names(entry, name);
  return entry;
}

/// Not changed for a while: whoever writes a file by hand may take some time between its bytes, and
/// two changes of a folder within a tick of the file system's clock leave one stamp.
bool is_settled(const FileStamp& stamp) {
  constexpr std::int64_t moment_ms = 2000;
  return wall_now() - stamp.modified_ns / 1'000'000 > moment_ms;
}

/// A path may be any bytes; an entry is UTF-8.
std::string as_text(const QueueEntry& entry) { return valid_utf8(pretty(to_json(entry))); }

}  // namespace

std::string name_of(const QueueEntry& entry) { return format("{}-{}", entry.seq, entry.ticket_id); }

fs::path CommitQueue::file_of(const QueueEntry& entry) const { return folder_ / file_name(entry); }

/// Archived ones were known here, or were archived before.
std::uint64_t CommitQueue::highest_seq() const {
  std::uint64_t highest = last_seq_;
  for (const auto& name : names_in(folder_)) highest = std::max(highest, seq_of(name));
  if (last_seq_ == 0)
    for (const auto& name : names_in(folder_ / "archive"))
      highest = std::max(highest, seq_of(name));
  return highest;
}

/// One at a time: two that add different tickets would not see each other's seq.
QueueEntry CommitQueue::add(QueueEntry entry) {
  make_folders(folder_);
  const auto turn = FileLock::acquire(folder_ / ".turn");
  last_seq_ = highest_seq();
  if (entry.branch.empty()) entry.branch = branch_;
  do {
    entry.seq = ++last_seq_;
  } while (!create_file(file_of(entry), as_text(entry)));
  known_.insert(file_name(entry));
  return entry;
}

void CommitQueue::update(const QueueEntry& entry) { replace_file(file_of(entry), as_text(entry)); }

void CommitQueue::archive(const QueueEntry& entry) {
  make_folders(folder_ / "archive");
  replace_file(folder_ / "archive" / file_name(entry), as_text(entry));
  std::error_code failed;
  fs::remove(file_of(entry), failed);
  if (failed)
    throw Error(ErrorKind::internal,
                format("cannot remove {}: {}", file_of(entry).native(), failed.message()));
}

CommitQueue::Listing CommitQueue::read(const std::vector<std::string>& names) const {
  Listing listing;
  for (const auto& name : names) {
    if (!name.ends_with(suffix) || name.starts_with('.')) continue;
    try {
      QueueEntry entry = read_entry(folder_ / name);
      if (is_of_branch(entry)) listing.entries.push_back(std::move(entry));
    } catch (const Error& error) {
      listing.broken.push_back(error.message());
      listing.broken_files.push_back(name);
    }
  }
  std::ranges::sort(listing.entries, {},
                    [](const auto& entry) { return std::pair(entry.seq, entry.ticket_id); });
  return listing;
}

bool CommitQueue::is_of_branch(const QueueEntry& entry) const {
  return branch_.empty() || entry.branch.empty() || entry.branch == branch_;
}

void CommitQueue::move_aside(const Listing& listing) {
  for (const auto& name : listing.broken_files)
    fs::rename(folder_ / name, folder_ / (name + ".broken"));
}

CommitQueue::Listing CommitQueue::look() const { return read(names_in(folder_)); }

CommitQueue::Listing CommitQueue::list() {
  const auto names = names_in(folder_);
  Listing listing = read(names);
  move_aside(listing);
  known_.insert(names.begin(), names.end());
  return listing;
}

CommitQueue::Listing CommitQueue::news() {
  const FileStamp now = stamp_of(folder_);
  if (now == looked_at_) return {};
  std::vector<std::string> fresh;
  bool all_whole = true;
  for (auto& name : names_in(folder_)) {
    if (!name.ends_with(suffix) || known_.contains(name)) continue;
    const bool is_whole = read({name}).broken.empty() || is_settled(stamp_of(folder_ / name));
    all_whole &= is_whole;
    if (is_whole) fresh.push_back(std::move(name));
  }
  if (all_whole && is_settled(now)) looked_at_ = now;
  Listing listing = read(fresh);
  move_aside(listing);
  known_.insert(fresh.begin(), fresh.end());
  return listing;
}

bool CommitQueue::shares_seq(const QueueEntry& entry) const {
  return std::ranges::any_of(names_in(folder_), [&](const std::string& name) {
    return name.ends_with(suffix) && seq_of(name) == entry.seq && name != file_name(entry);
  });
}

QueueEntry CommitQueue::move_to_end(const QueueEntry& entry) {
  QueueEntry moved = add(entry);
  fs::remove(file_of(entry));
  return moved;
}

}  // namespace sage
