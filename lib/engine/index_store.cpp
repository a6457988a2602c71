#include "engine/index_store.h"

#include <map>

#include "os/file_splice.h"
#include "run/layout.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

/// Whether the text is, without anything beside it, this ticket.
bool is_ticket(std::string_view text, std::string_view id) try {
  if (!text.starts_with('{') || !text.ends_with('}')) return false;
  const json::value ticket = parse_json(text, "a ticket");
  return ticket.at("id").as_string() == id;
} catch (const std::exception&) {
  return false;
}

}  // namespace

Backlog WorkingIndex::read() {
  seen_ = stamp_of(file_);
  outside_ = false;
  places_.reset();
  Backlog backlog = read_index_file(file_);
  places_.emplace(backlog);
  return backlog;
}

bool WorkingIndex::changed_outside() { return outside_ || stamp_of(file_) != seen_; }

void WorkingIndex::apply(const IndexEdit& edit) {
  for (const auto& change :
       edit.changes)  // a mark that a later change replaces need not be written
    std::erase_if(pending_.changes, [&](const StateChange& earlier) {
      return !earlier.lasting && earlier.ticket == change.ticket;
    });
  pending_.changes.insert(pending_.changes.end(), edit.changes.begin(), edit.changes.end());
  pending_.added.insert(pending_.added.end(), edit.added.begin(), edit.added.end());
}

SteadyTime WorkingIndex::due() const { return pending_.empty() ? SteadyTime::max() : due_; }

bool WorkingIndex::flush(bool now_or_never) {
  const auto begun = SteadyClock::now();
  if (pending_.empty()) return true;
  if (begun < due_ && !now_or_never) return false;
  try {
    write();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input || now_or_never) throw;
    due_ = begun + std::chrono::seconds(1);
    return false;
  }
  const auto ended = SteadyClock::now();
  due_ = ended + 9 * (ended - begun);
  return true;
}

void WorkingIndex::write() {
  std::optional<FileStamp> written;
  while (!written) {
    const FileStamp before = stamp_of(file_);
    outside_ = outside_ || before != seen_ || !pending_.added.empty();
    if (before == FileStamp{})
      throw Error(ErrorKind::invalid_input, file_.string() + ": gone during the run");
    const auto still_wanted = [&] { return stamp_of(file_) == before; };
    written = outside_ || !places_ ? rewrite(still_wanted) : splice(still_wanted);
  }
  seen_ = *written;
  pending_ = {};
}

/// Nobody else has touched it: the tickets stand where they stood. If one does not, somebody has.
std::optional<FileStamp> WorkingIndex::splice(const std::function<bool()>& still_wanted) {
  auto file = FileSplice::open(file_);
  if (!file) return std::nullopt;
  for (const StateChange& change : pending_.changes) {
    const auto place = places_->find(change.ticket);
    if (!place) continue;  // it is not in the index any more
    std::string& ticket = file->stretch(place->begin, place->size);
    outside_ = outside_ || !is_ticket(ticket, change.ticket);
    if (outside_) return std::nullopt;
    ticket = changed_ticket(ticket, change);
  }
  const auto written = file->replace_if(still_wanted);
  if (!written) return std::nullopt;
  std::map<std::uint64_t, std::int64_t> growth;
  for (const auto& [begin, stretch] : file->stretches())
    growth[begin] = std::ssize(stretch.text) - static_cast<std::int64_t>(stretch.size);
  places_->grown(growth);
  return written;
}

std::optional<FileStamp> WorkingIndex::rewrite(const std::function<bool()>& still_wanted) {
  places_.reset();
  const Backlog backlog = read_index_file(file_);
  return replace_file_if(file_, edit_index(backlog, pending_).parts, still_wanted);
}

ObjectId BranchIndex::blob() const {
  return repository_.entry_at(repository_.tree_of(tip_()), index_in_tree).id;
}

Backlog BranchIndex::read() {
  seen_ = blob();
  const std::string name = std::string("the branch's ") + index_in_tree;
  if (seen_.is_zero()) throw Error(ErrorKind::invalid_input, name + ": not there");
  return read_index_text(repository_.blob(seen_), name);
}

bool BranchIndex::changed_outside() { return blob() != seen_; }

}  // namespace sage
