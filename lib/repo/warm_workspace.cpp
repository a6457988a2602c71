#include "repo/warm_workspace.h"

#include <fcntl.h>

#include <algorithm>
#include <map>

#include "repo/private_repository.h"
#include "repo/renew_folder.h"
#include "repo/workspace_clean.h"
#include "repo/workspace_collect.h"

namespace sage {
namespace {

fs::path unused_name(const std::string& stem) {
  for (int number = 1;; ++number)
    if (fs::path name = format("{}-{}", stem, number); !fs::exists(name)) return name;
}

/// Where paths will stand, by path; what is said first of a path counts.
class Plan {
 public:
  void add(const std::string& path, const TreeEntry& entry, bool verify = false) {
    work_.try_emplace(path, Placement{path, entry, verify});
  }
  void add(const git_index_entry& entry, bool verify) {
    add(entry.path, tree_entry(entry), verify);
  }

  std::vector<Placement> take() {
    std::vector<Placement> out;
    out.reserve(work_.size());
    for (auto& [path, placement] : work_) out.push_back(std::move(placement));
    return out;
  }

 private:
  std::map<std::string, Placement> work_;
};

}  // namespace

WarmWorkspace::WarmWorkspace(const Repository& repository, fs::path slot, FileLock lock)
    : repository_(repository), slot_(std::move(slot)), lock_(std::move(lock)) {}

UniqueFd WarmWorkspace::open_folder(const fs::path& path) {
  return UniqueFd{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)};
}

/// What an agent left there may not be ours to remove: files of another user, or immutable ones. It
/// is put aside, where `clean` tries again and says what is in the way.
void WarmWorkspace::empty_slot() const try { remove_tree(slot_); } catch (const Error&) {
  fs::rename(slot_, unused_name(slot_.native() + "-left"));
}

void WarmWorkspace::make_anew() {
  scan_.reset();
  rules_.reset();
  state_.reset();
  empty_slot();
  for (const char* folder : {"tree", "state", "scratch"}) fs::create_directories(slot_ / folder);
  fs::permissions(slot_, fs::perms::owner_all);
  state_.emplace(state_folder());
}

/// What we remember may not be true any more (another repository was made at the same path, a file
/// of ours was damaged): then the slot is made anew, which needs nothing but `base`.
bool WarmWorkspace::prepare(const ObjectId& base, const std::string& branch, bool pristine) try {
  return bring_up(base, branch, pristine);
} catch (const Error&) {
  make_anew();
  return bring_up(base, branch, pristine);
}

bool WarmWorkspace::bring_up(const ObjectId& base, const std::string& branch, bool pristine) {
  const ObjectId wanted = repository_.tree_of(base);
  if (!state_) make_anew();
  UniqueFd tree = enter(wanted);
  if (!tree) {
    make_anew();
    tree = enter(wanted);
  }
  if (!rules_) rules_.emplace(repository_, folder());

  state_->begin(wanted);
  beneath::open_up(tree.get(), "");
  const Scan scan = take_scan(tree.get());
  remove_untracked_rules(tree.get(), scan.extras);
  bring_to(tree.get(), wanted, scan);
  rules_->forget();
  clean_extras(tree.get(), scan.extras, *state_, *rules_, pristine);
  state_->finish(wanted);
  // From here on the folder holds exactly what the index says, and what rules ignore.

  make_private_repository(repository_, tree.get(), base, branch, state_->index_text());
  renew_folder(open_folder(slot_).get(), "scratch", {});
  if (pristine) state_->set_set_up({});  // what setup makes is mostly ignored, and gone now
  return state_->set_up().empty();
}

/// What the last collect found still holds: no process of the agent was left by then.
Scan WarmWorkspace::take_scan(int tree) {
  std::optional<Scan> last = std::exchange(scan_, std::nullopt);
  if (last && last->unreadable.empty()) return std::move(*last);
  return scan(tree, true);
}

/// All paths where the folder may not hold what `wanted` does, and what it holds there.
std::vector<Placement> WarmWorkspace::plan(const ObjectId& wanted, const Scan& scan) const {
  const ObjectId before = state_->tree().is_zero() ? repository_.tree_of({}) : state_->tree();
  Plan plan;
  std::vector<std::string> new_rules;
  for (const PathChange& change : diff_trees(repository_, before, wanted)) {
    plan.add(change.path, change.after);
    if (is_attributes_file(change.path)) new_rules.push_back(beneath::split(change.path).folder);
  }
  for (const ObjectId& half_done : state_->begun()) {
    if (half_done == wanted) continue;
    for (const PathChange& change : diff_trees(repository_, before, half_done))
      plan.add(change.path, repository_.entry_at(wanted, change.path));
  }
  for (const git_index_entry* entry : scan.missing) plan.add(*entry, false);
  for (const git_index_entry* entry : scan.suspects) plan.add(*entry, true);
  // Other attributes may mean other line endings in files that did not change.
  for (const std::string& folder : new_rules)
    for (const git_index_entry* entry : state_->entries())
      if (folder.empty() || std::string_view(entry->path).starts_with(folder + "/"))
        plan.add(*entry, true);
  return plan.take();
}

/// A folder in place of a file is no longer what was tracked: it is cleaned with what was found
/// besides. The folder of a submodule is.
void WarmWorkspace::remove_tracked(int tree, const std::string& path) {
  const auto status = beneath::look(tree, path);
  const git_index_entry* known = state_->find(path);
  const bool is_gitlink = known && tree_entry(*known).mode == Mode::gitlink;
  if (status && (!S_ISDIR(status->st_mode) || is_gitlink)) beneath::remove_path(tree, path);
  beneath::prune_above(tree, path);
  state_->drop(path);
}

void WarmWorkspace::bring_to(int tree, const ObjectId& wanted, const Scan& scan) {
  std::vector<Placement> work = plan(wanted, scan);
  const auto stays = [](const Placement& placement) { return placement.entry.mode != Mode::none; };
  const auto removed = std::stable_partition(work.begin(), work.end(), stays);
  for (auto gone = removed; gone != work.end(); ++gone) remove_tracked(tree, gone->path);
  work.erase(removed, work.end());
  put_in_place(tree, folder(), repository_, *state_, *rules_, std::move(work));
}

Collected WarmWorkspace::collect(const LeavesOut& leaves_out) {
  if (!rules_) throw Error(ErrorKind::internal, "a workspace was collected before it was prepared");
  Collected out;
  const UniqueFd tree = as_left();
  if (tree) {
    scan_ = scan(tree.get(), false);
    return collect_changes(tree.get(), *scan_, repository_, *state_, *rules_, leaves_out);
  }
  out.tree = state_->tree();
  out.refused = "the agent removed, replaced or closed the folder of its workspace";
  return out;
}

/// The scan is not kept for the next prepare: more may run before it.
Differences WarmWorkspace::differences() {
  if (!rules_) throw Error(ErrorKind::internal, "a workspace was looked at before it was prepared");
  scan_.reset();
  const UniqueFd tree = as_left();
  if (!tree) return {.changes = {}, .odd = "the folder of the workspace is gone"};
  return find_differences(tree.get(), scan(tree.get(), false), repository_, *state_, *rules_);
}

}  // namespace sage
