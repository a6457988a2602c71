#include "validate/positions.h"

#include <algorithm>

namespace sage {

Positions::Positions(std::string_view text, std::vector<std::size_t> offsets)
    : offsets_(std::move(offsets)) {
  std::ranges::sort(offsets_);
  positions_.reserve(offsets_.size());
  Position here;
  std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  for (const std::size_t offset : offsets_) {
    for (; at < std::min(offset, text.size()); ++at) {
      if (text[at] == '\n')
        here = {here.line + 1, 1};
      else if ((static_cast<unsigned char>(text[at]) & 0xC0) != 0x80)
        ++here.column;
    }
    positions_.push_back(here);
  }
}

Position Positions::operator()(std::size_t offset) const {
  const auto found = std::ranges::lower_bound(offsets_, offset);
  return positions_[static_cast<std::size_t>(found - offsets_.begin())];
}

}  // namespace sage
