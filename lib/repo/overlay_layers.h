#pragma once

#include <functional>
#include <string>

#include "os/file.h"
#include "repo/index_entries.h"
#include "repo/repository.h"

namespace sage {

/// Whole checkouts that the overlays of all slots stand on, none ever changed. In the folder
///
///   lock                      held while one is chosen, made or removed
///   <tree>-<conversions>/     one: which tree, and what converts its files beside .gitattributes
///     tree/                   its files
///     index, state.json       what they are (workspace_state.h)
///     boot                    since which start of the machine it is known to be whole
///   new/                      one that is being made, or whose maker died
class OverlayLayers {
 public:
  /// Makes the folder. What covers it is taken away once.
  explicit OverlayLayers(fs::path folder);

  /// The layer that a slot for `tree` should stand on: one that holds nearly that, else a new one.
  /// `take` is called with its name before any can be removed: it must write it down as the
  /// slot's.
  void choose(const Repository& repository, const ObjectId& tree,
              const std::function<void(const std::string& name)>& take) const;

  /// Whether it is there, whole, and made as `repository` would have it now.
  bool is_sound(const Repository& repository, const std::string& name) const;

  /// The same, as far as one quick look tells.
  bool is_trusted(const std::string& name) const;
  /// Somebody may have written to it: until all its files were looked at, it is not sound.
  void distrust(const std::string& name) const;

  ObjectId tree_of(const std::string& name) const;
  fs::path files_of(const std::string& name) const { return at(name) / "tree"; }
  IndexEntries entries_of(const std::string& name) const;

  /// So that agents do not find the layers.
  void cover() const;
  void uncover() const;
  bool cover_is_gone() const;

 private:
  fs::path at(const std::string& name) const { return opened_ / name; }

  fs::path folder_;
  UniqueFd fd_;
  fs::path opened_;  ///< the folder, also while it is covered
};

/// Where the layers are for slots under `root`, an agents' or the gate's.
fs::path layers_folder(const fs::path& root);

/// Where all slots under `root` have what differs from their layers, those of agents and of the
/// gate; and where one of them has it.
fs::path uppers_folder(const fs::path& root);
fs::path upper_parts(const fs::path& slot);

/// Removes all that no slot stands on.
void remove_unused_layers(const fs::path& root);

}  // namespace sage
