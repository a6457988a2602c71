#pragma once

#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "repo/known_index.h"
#include "repo/repository.h"

namespace sage {

/// The checkout's index, changed in memory and put in place whole. Only while index.lock is held.
class CheckoutIndex {
 public:
  /// Throws what RawIndex::read does. `known` is used by nobody else meanwhile.
  explicit CheckoutIndex(KnownIndex& known) : known_(known), index_(known.read()) {}

  /// None if there is nothing at `path`, or it is in conflict.
  TreeEntry staged(const std::string& path) const;
  /// Whether the index holds exactly `entry` at `path`; never for a path in conflict or one added
  /// with intent only.
  bool holds(const std::string& path, const TreeEntry& entry) const;
  /// Whether the file, as it is now, is the one that git saw last. Never of one changed so shortly
  /// before the index was written that its times cannot tell.
  bool is_untouched(const std::string& path, const struct stat& status) const;
  /// Whether the checkout leaves the path out (sparse checkout).
  bool is_skipped(const std::string& path) const;

  /// What would go if there were a file at `path`: files where it needs folders, and those in it.
  std::vector<std::string> in_the_way_of(const std::string& path) const;

  /// Without `status` git will look at the file's content itself.
  void set(const std::string& path, const TreeEntry& entry,
           const std::optional<struct stat>& status);
  void remove(const std::string& path);

  /// Replaces the index, as the last thing that is done with this. `unchanged(path, entry)` tells
  /// whether the file is what its entry says.
  void publish(const std::function<bool(const std::string&, const TreeEntry&)>& unchanged);

 private:
  void mark_racy(const std::function<bool(const std::string&, const TreeEntry&)>& unchanged);

  KnownIndex& known_;
  RawIndex& index_;
};

}  // namespace sage
