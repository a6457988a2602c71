#pragma once

#include <optional>
#include <string>

#include "repo/raw_index.h"

namespace sage {

/// git's index of one checkout, remembered: it is read and checked again only if it is not as it
/// was read or written last, by its stamp and the checksum at its end. (Stamps alone may be equal
/// where times are in seconds and inodes are used again.) To be used only while index.lock is held.
class KnownIndex {
 public:
  explicit KnownIndex(fs::path file) : file_(std::move(file)) {}

  /// What stands in the file, to be changed. Valid until the next `read` or `write`. Throws what
  /// RawIndex::read does.
  RawIndex& read();
  /// The file's, as of `read`.
  const FileStamp& stamp() const { return mark_.stamp; }
  /// Replaces the file, durably, by what `read` gave, with its changes.
  void write();

 private:
  struct Mark {
    FileStamp stamp;
    std::string checksum;
    bool operator==(const Mark&) const = default;
  };
  Mark mark_of_file() const;
  bool is_known(const Mark& mark) const;

  fs::path file_;
  Mark mark_;
  std::optional<RawIndex> index_;
};

}  // namespace sage
