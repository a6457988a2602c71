#include "engine/index_store.h"

#include "run/layout.h"
#include "ticket/read_index.h"

namespace sage {

Backlog WorkingIndex::read() {
  seen_ = stamp_of(file_);
  outside_ = false;
  return read_index_file(file_);
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
  bool replaced = false;
  while (!replaced) {
    const FileStamp before = stamp_of(file_);
    outside_ = outside_ || before != seen_ || !pending_.added.empty();
    if (before == FileStamp{})
      throw Error(ErrorKind::invalid_input, file_.string() + ": gone during the run");
    const Backlog backlog = read_index_file(file_);
    replaced = replace_file_if(file_, edit_index(backlog, pending_).parts,
                               [&] { return stamp_of(file_) == before; });
  }
  seen_ = stamp_of(file_);
  pending_ = {};
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
