#include "plan/outline.h"

#include <algorithm>

// Problem: a graph is to be read as lines of text. A tree of all ways through it repeats each
// ticket once for each way to it, exponentially often; and a chain of a thousand tickets, each
// indented below the one before, runs off every screen.
//
// Idea: each ticket stands once, below the one that it is likely to wait for longest; what else it
// waits for is named beside it. And one of those that wait for a ticket, the one with the most
// behind it (the heavy child of Sleator and Tarjan, 1983), goes on in the same column: only the
// others are indented. As each of these has at most half of what is behind their ticket, no line
// is indented more than log2(tickets) times. The critical path goes before the heavy child, which
// costs one column more.
namespace sage {
namespace {

constexpr TicketIndex none = ~TicketIndex{0};

class Outliner {
 public:
  explicit Outliner(const Outlined& what)
      : what_(what),
        above_(what.graph.size(), none),
        size_(what.graph.size(), 1),
        place_(what.graph.size()),
        below_(what.graph.size()) {
    hang();
    for (const TicketIndex t : what_.graph.topological())
      if (above_[t] != none) below_[above_[t]].push_back(t);
    for (auto& tickets : below_) std::ranges::sort(tickets);
    weigh();
  }

  std::vector<OutlineLine> lines() {
    std::vector<TicketIndex> trees;
    for (TicketIndex t = 0; t < above_.size(); ++t)
      if (what_.shown[t] && above_[t] == none) trees.push_back(t);
    std::stable_partition(trees.begin(), trees.end(), [&](auto t) { return is_critical_[t]; });
    for (const TicketIndex t : trees) write(t);
    for (std::size_t i = 0; i < lines_.size(); ++i) place_[lines_[i].ticket] = i;
    for (auto& line : lines_) line.also_after = besides(line.ticket);
    return std::move(lines_);
  }

 private:
  using Begins = OutlineLine::Begins;

  /// Each ticket below the one of those it waits for that would be done last.
  void hang() {
    std::vector<std::int64_t> end(above_.size());
    for (const TicketIndex t : what_.graph.topological()) {
      if (!what_.shown[t]) continue;
      for (const TicketIndex p : what_.graph.predecessors(t))
        if (what_.shown[p] && (above_[t] == none || end[p] > end[above_[t]])) above_[t] = p;
      end[t] = (above_[t] == none ? 0 : end[above_[t]]) + what_.durations[t] + 1;
    }
    is_critical_.resize(above_.size());
    TicketIndex before = none;
    for (const TicketIndex t : what_.critical.tickets) {
      if (!what_.shown[t]) continue;
      const auto needs = what_.graph.predecessors(t);
      if (before != none && std::ranges::binary_search(needs, before)) above_[t] = before;
      is_critical_[t] = true;
      before = t;
    }
  }

  void weigh() {
    const auto order = what_.graph.topological();
    for (auto t = order.rbegin(); t != order.rend(); ++t)
      if (above_[*t] != none) size_[above_[*t]] += size_[*t];
  }

  TicketIndex goes_on(TicketIndex t) const {
    return *std::ranges::max_element(below_[t], {}, [&](TicketIndex next) {
      return std::pair<bool, std::size_t>(is_critical_[next], size_[next]);
    });
  }

  void write(TicketIndex root) {
    std::vector<OutlineLine> open{{root, 0, Begins::tree, {}}};  // the next one at the back
    while (!open.empty()) {
      const OutlineLine line = open.back();
      open.pop_back();
      lines_.push_back(line);
      if (below_[line.ticket].empty()) continue;
      const TicketIndex same_column = goes_on(line.ticket);
      open.push_back({same_column, line.depth, Begins::nothing, {}});
      const auto& below = below_[line.ticket];
      for (auto t = below.rbegin(); t != below.rend(); ++t)
        if (*t != same_column) open.push_back({*t, line.depth + 1, Begins::branch, {}});
    }
  }

  /// Lines are in preorder: those below a ticket follow it.
  bool is_above(TicketIndex t, TicketIndex below) const {
    return place_[t] <= place_[below] && place_[below] < place_[t] + size_[t];
  }

  std::vector<TicketIndex> besides(TicketIndex t) const {
    std::vector<TicketIndex> out;
    for (const TicketIndex p : what_.graph.predecessors(t))
      if (what_.shown[p] && !is_above(p, t)) out.push_back(p);
    return out;
  }

  const Outlined& what_;
  std::vector<TicketIndex> above_;  // none: it begins a tree, or is not shown
  std::vector<std::size_t> size_;   // of what hangs on a ticket, it included
  std::vector<std::size_t> place_;
  std::vector<std::vector<TicketIndex>> below_;
  std::vector<bool> is_critical_;
  std::vector<OutlineLine> lines_;
};

}  // namespace

std::vector<OutlineLine> outline_of(const Outlined& what) { return Outliner(what).lines(); }

}  // namespace sage
