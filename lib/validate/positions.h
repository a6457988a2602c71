#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace sage {

/// From 1; columns count characters (code points).
struct Position {
  std::size_t line = 1, column = 1;
};

/// Lines and columns of many places in a text, found in one walk however long its lines are.
class Positions {
 public:
  Positions(std::string_view text, std::vector<std::size_t> offsets);

  /// Of an offset that was given.
  Position operator()(std::size_t offset) const;

 private:
  std::vector<std::size_t> offsets_;
  std::vector<Position> positions_;
};

}  // namespace sage
