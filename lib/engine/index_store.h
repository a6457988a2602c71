#pragma once

#include <functional>
#include <optional>
#include <string>

#include "os/clock.h"
#include "os/file.h"
#include "repo/repository.h"
#include "ticket/edit_index.h"
#include "ticket/ticket_places.h"

namespace sage {

/// The ticket index of a run, wherever its truth lives.
class IndexStore {
 public:
  virtual ~IndexStore() = default;

  /// Reads it as it stands. Throws Error(invalid_input) if it is not a valid index.
  virtual Backlog read() = 0;
  /// Whether somebody else changed it since the last read.
  virtual bool changed_outside() = 0;
  /// Notes an edit; it is written by the next flush.
  virtual void apply(const IndexEdit& edit) = 0;
  /// Writes what was noted if a write is due (always, if `now_or_never`): true if nothing is left
  /// to write. While the file cannot be read, because it is being edited, say, edits wait.
  virtual bool flush(bool now_or_never) = 0;
  /// Whether tickets were noted that a read does not give yet.
  virtual bool has_tickets_to_write() const = 0;
  /// Whether states that no landing carries can be seen in it while the run goes on.
  virtual bool shows_marks() const = 0;
  /// When the next write is due; SteadyTime::max() if there is nothing to write.
  virtual SteadyTime due() const = 0;
};

/// The index as a file that people see and edit, tracked by git or not. Writing it takes at most
/// a tenth of the time: the larger the file, the more edits go into one write. While nobody else
/// edits it, only the tickets that change are read again.
class WorkingIndex : public IndexStore {
 public:
  explicit WorkingIndex(fs::path file) : file_(std::move(file)) {}
  Backlog read() override;
  bool changed_outside() override;
  void apply(const IndexEdit& edit) override;
  bool flush(bool now_or_never) override;
  bool has_tickets_to_write() const override { return !pending_.added.empty(); }
  bool shows_marks() const override { return true; }
  SteadyTime due() const override;

 private:
  void write();
  std::optional<FileStamp> splice(const std::function<bool()>& still_wanted);
  std::optional<FileStamp> rewrite(const std::function<bool()>& still_wanted);
  fs::path file_;
  FileStamp seen_;
  std::optional<TicketPlaces> places_;  // in the file as seen, if that could be read
  bool outside_ = false;  // it holds something that was not read yet: new tickets, another's edit
  IndexEdit pending_;
  SteadyTime due_ = SteadyTime::min();
};

/// The index of a branch that no checkout follows: states live in its commits alone, written by
/// the landings themselves, so there is nothing to flush.
class BranchIndex : public IndexStore {
 public:
  /// `tip` gives the commit to read from.
  BranchIndex(const Repository& repository, std::function<ObjectId()> tip)
      : repository_(repository), tip_(std::move(tip)) {}
  Backlog read() override;
  bool changed_outside() override;
  void apply(const IndexEdit&) override {}
  bool flush(bool) override { return true; }
  bool has_tickets_to_write() const override { return false; }
  bool shows_marks() const override { return false; }
  SteadyTime due() const override { return SteadyTime::max(); }

 private:
  ObjectId blob() const;
  const Repository& repository_;
  std::function<ObjectId()> tip_;
  ObjectId seen_;
};

}  // namespace sage
