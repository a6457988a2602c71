#include "repo/known_index.h"

#include <array>
#include <utility>

#include "repo/index_format.h"

namespace sage {

using index_format::checksum_size;

KnownIndex::Mark KnownIndex::mark_of_file() const {
  return {stamp_of(file_), read_tail(file_, checksum_size)};
}

/// Where index.skipHash is set, git writes zeros, which tell nothing.
bool KnownIndex::is_known(const Mark& mark) const {
  return index_ && !index_->is_changed() && mark == mark_ &&
         mark.checksum != std::string(checksum_size, '\0');
}

RawIndex& KnownIndex::read() {
  if (Mark mark = mark_of_file(); !is_known(mark)) {
    index_.reset();
    index_ = RawIndex::read(file_);
    mark_ = std::move(mark);
  }
  return *index_;
}

/// Until it stands there, nothing is known.
void KnownIndex::write() {
  RawIndex index = std::move(index_).value();
  index_.reset();
  const bool is_settled = index.settle();
  const RawIndex::Text text = index.text();
  const std::array<std::string_view, 3> parts{text.head, text.entries, text.tail};
  mark_.stamp = replace_file_if(file_, parts, [] { return true; }).value();
  mark_.checksum = text.tail.substr(text.tail.size() - checksum_size);
  if (is_settled) index_ = std::move(index);
}

}  // namespace sage
