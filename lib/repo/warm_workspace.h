#pragma once

#include <optional>
#include <string>

#include "os/file.h"
#include "os/file_lock.h"
#include "repo/workspace.h"
#include "repo/workspace_fill.h"
#include "repo/workspace_scan.h"

namespace sage {

/// A warm folder: what the last ticket left is compared with what it was given, and only what
/// differs is put right. In a slot's folder lie
///
///   tree/      what the agent sees
///   state/     what we know of it (workspace_state.h)
///   scratch/   prompts, result files
///
/// How the folder comes about, and how it is found out what differs there, is for the backends.
class WarmWorkspace : public Workspace {
 public:
  bool prepare(const ObjectId& base, const std::string& branch, bool pristine) override;
  Collected collect(const LeavesOut& leaves_out) override;
  Differences differences() override;
  void mark_set_up(const std::string& key) override { state_->set_set_up(key); }
  bool is_set_up(const std::string& key) const override { return state_->set_up() == key; }
  bool holds_slot() const override { return lock_.is_at(lock_of(slot_)); }
  fs::path folder() const override { return slot_ / "tree"; }
  fs::path scratch() const override { return slot_ / "scratch"; }

  static fs::path lock_of(const fs::path& slot) { return slot.native() + ".lock"; }
  /// What an agent's processes carry in their environment: how those left behind are found.
  static std::string mark(const fs::path& slot) {
    return "SAGE_WORKSPACE=" + (slot / "tree").native();
  }

 protected:
  /// `repository` must outlive it; `lock` is what makes the slot ours.
  WarmWorkspace(const Repository& repository, fs::path slot, FileLock lock);

  /// The folder `tree`, fit to have `wanted` put into it; none if it was removed or replaced.
  virtual UniqueFd enter(const ObjectId& wanted) = 0;
  /// The folder as the agent left it; none if it was removed or replaced.
  virtual UniqueFd as_left() const = 0;
  virtual Scan scan(int tree, bool mend) const = 0;
  /// Empties the slot: nothing is known, and nothing there.
  virtual void make_anew();

  /// None if it is no folder, or a link to one.
  static UniqueFd open_folder(const fs::path& path);
  const fs::path& slot() const { return slot_; }
  const Repository& repository() const { return repository_; }
  fs::path state_folder() const { return slot_ / "state"; }

  std::optional<WorkspaceState> state_;  ///< none where the slot could not be made anew

 private:
  void empty_slot() const;
  bool bring_up(const ObjectId& base, const std::string& branch, bool pristine);
  Scan take_scan(int tree);
  void bring_to(int tree, const ObjectId& wanted, const Scan& scan);
  void remove_tracked(int tree, const std::string& path);
  std::vector<Placement> plan(const ObjectId& wanted, const Scan& scan) const;

  const Repository& repository_;
  fs::path slot_;
  FileLock lock_;
  std::optional<WorkspaceRules> rules_;
  std::optional<Scan> scan_;  ///< of the last collect, if nothing was prepared since
};

}  // namespace sage
