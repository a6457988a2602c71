#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "repo/repository.h"
#include "repo/tree.h"

/// A private place where an agent works on one ticket after another. An interface: the plain
/// backend is a warm folder (everywhere), the other an overlay (where there can be one). Nothing
/// that uses a workspace knows which one it got.
namespace sage {

struct Collected {
  ObjectId tree;                      ///< base's tree with the agent's changes
  std::vector<std::string> files;     ///< the changed paths
  std::vector<std::string> left_out;  ///< the changed paths that are not the agent's to change
  std::vector<std::string> notes;     ///< what no tree can hold: sockets, fifos …
  std::string refused;                ///< why none of it can land (else empty): a path with a
                                      ///< filter, a nested repository, a gitlink or .gitmodules
                                      ///< changed, an unsafe path, an unreadable file
};

/// How a workspace differs from what was put there, ignored files apart.
struct Differences {
  std::vector<PathChange> changes;
  std::string odd;  ///< what no tree can hold (as Collected::refused), else empty
};

/// Whether a change at this path is left out, whatever it is. Empty: none is.
using LeavesOut = std::function<bool(const std::string& path)>;

class Workspace {
 public:
  virtual ~Workspace() = default;

  /// The folder the agent works in: a git repository of its own with `base` checked out on the
  /// branch sage/<ticket>; its config, hooks, refs and objects are the agent's to spoil and are
  /// made anew here. Untracked files of the last ticket are gone; ignored ones stay unless
  /// `pristine`. Cost depends on what differs. True if the workspace is new (setup must run).
  virtual bool prepare(const ObjectId& base, const std::string& branch, bool pristine) = 0;

  /// What the agent changed against the base of the last prepare, committed or not, read from
  /// files (never from git state the agent could have forged) and written as objects into the
  /// repository, durably.
  virtual Collected collect(const LeavesOut& leaves_out) = 0;

  /// What does not stand there as the last prepare put it, read as `collect` does; nothing is
  /// written.
  virtual Differences differences() = 0;

  /// Called when workspace.setup and workspace.copy have succeeded: until then prepare keeps
  /// saying that the workspace is new. `key` names what it was set up with.
  virtual void mark_set_up(const std::string& key) = 0;
  /// Whether it was set up with just that. If not, only a pristine prepare takes away what stands.
  virtual bool is_set_up(const std::string& key) const = 0;

  /// Whether the slot is still this one's. Not if somebody removed its lock (with the whole cache,
  /// say): then another worker may be in the folder by now, and a slot must be taken anew.
  virtual bool holds_slot() const = 0;

  virtual fs::path folder() const = 0;
  /// A private folder for this slot outside the workspace (prompts, result files …), empty after
  /// each prepare.
  virtual fs::path scratch() const = 0;
};

/// The folder all workspaces of a repository live in: `<cache>/sage-stream/<name>-<hash of the
/// common dir's path>`. `cache` is $XDG_CACHE_HOME or ~/.cache.
fs::path workspaces_root(const fs::path& cache, const Repository& repository);

/// Where the workspaces lie that no agent ever uses: those that the gate tests in.
fs::path gate_workspaces_root(const fs::path& workspaces_root);

enum class Backend { plain, overlay };

/// Takes the first free slot under `root` (slot-0, slot-1 …; a flock held until the workspace is
/// destroyed says it is taken), ending processes that an earlier owner of the slot left behind,
/// and opens it. A slot that cannot be understood, or is of the other backend, is made anew. At
/// most `limit` slots: Error(internal) when all are taken. With Backend::overlay this process gets
/// a mount namespace of its own (os/overlay.h): it must have one thread.
std::unique_ptr<Workspace> open_workspace(const Repository& repository, const fs::path& root,
                                          Backend backend = Backend::plain, int limit = 256);

/// Why no overlays can lie under `root`; empty: they can. `root` is made.
std::string why_no_overlay_workspaces(const fs::path& root);

/// Whether an overlay is worth its limits (docs/WORKSPACES.md) for a commit's files: in a small
/// tree a plain workspace costs as little.
bool is_worth_an_overlay(const Repository& repository, const ObjectId& commit);

/// Removes every slot under `root` that nobody holds, and what no slot stands on any more; gives
/// how many slots went and how many stayed.
struct CleanedWorkspaces {
  int removed = 0, in_use = 0;
};
CleanedWorkspaces remove_workspaces(const fs::path& root);

/// Copies `paths` (relative, files or folders) from the user's checkout into a workspace; links
/// are copied as links, and nothing is followed out of either. Missing ones are given back.
std::vector<std::string> copy_into_workspace(const fs::path& checkout, const fs::path& workspace,
                                             const std::vector<std::string>& paths);

/// Tells two states of what would be copied apart: a file by its content, what is in a folder by
/// path, size and modification time.
std::string state_of_copies(const fs::path& checkout, const std::vector<std::string>& paths);

/// Reads a file of a workspace without following any link out of it (openat2 RESOLVE_BENEATH),
/// regular files only, at most `limit` bytes; nothing if it is not such a file.
std::optional<std::string> read_beneath(const fs::path& folder, const std::string& path,
                                        std::size_t limit);

}  // namespace sage
