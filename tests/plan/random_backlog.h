#pragma once

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "plan/drawn.h"

namespace sage::test {

using Random = std::mt19937;

inline int pick(Random& random, int from, int to) {
  return std::uniform_int_distribution(from, to)(random);
}

struct Shape {
  int tickets, edges_percent, paths, paths_each, containers_percent, settled_percent;
};

inline std::string random_state(Random& random, const Shape& shape) {
  if (pick(random, 1, 100) > shape.settled_percent) return "UNPROCESSED";
  return pick(random, 0, 3) ? "COMPLETED" : "DEFERRED";
}

/// Every edge points from an earlier to a later ticket of a shuffled order, so there is no cycle.
inline Backlog random_backlog(Random& random, const Shape& shape) {
  std::vector<int> number(static_cast<std::size_t>(shape.tickets));
  std::iota(number.begin(), number.end(), 0);
  std::ranges::shuffle(number, random);
  const auto id = [&](int i) { return format("T-{}", number[static_cast<std::size_t>(i)]); };
  json::array tickets;
  for (int i = 0; i < shape.tickets; ++i) {
    std::string line = format("{} P{} x{}", id(i), pick(random, 0, 3), pick(random, 1, 5));
    if (pick(random, 1, 100) <= shape.containers_percent) line += " epic";
    if (shape.paths > 0)
      for (int n = pick(random, 0, shape.paths_each); n > 0; --n)
        line += format(" @p{}", pick(random, 1, shape.paths));
    line += " " + random_state(random, shape) + " :";
    for (int j = 0; j < i; ++j)
      if (pick(random, 1, 100) <= shape.edges_percent) line += " " + id(j);
    tickets.push_back(ticket_of(line));
  }
  std::shuffle(tickets.begin(), tickets.end(), random);
  return backlog_of(tickets);
}

}  // namespace sage::test
