#pragma once

#include <optional>
#include <string>

#include "os/file.h"
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
class PlainWorkspace : public Workspace {
 public:
  /// `repository` must outlive it; `lock` is what makes the slot ours. A state that cannot be
  /// understood is made anew.
  PlainWorkspace(const Repository& repository, fs::path slot, FileLock lock);

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

 private:
  void make_anew();
  bool bring_up(const ObjectId& base, const std::string& branch, bool pristine);
  UniqueFd open_tree() const;
  Scan take_scan(int tree);
  void bring_to(int tree, const ObjectId& wanted, const Scan& scan);
  void put(int tree, std::span<Placement> work);
  void remove_tracked(int tree, const std::string& path);
  std::vector<Placement> plan(const ObjectId& wanted, const Scan& scan) const;

  const Repository& repository_;
  fs::path slot_;
  FileLock lock_;
  std::optional<WorkspaceState> state_;
  std::optional<WorkspaceRules> rules_;
  std::optional<Scan> scan_;  ///< of the last collect, if nothing was prepared since
};

}  // namespace sage
