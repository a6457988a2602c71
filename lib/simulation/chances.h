#pragma once

#include <cstdint>

#include "plan/graph.h"

namespace sage {

/// What goes wrong in a simulated run, each as a share from 0 to 1 of all attempts. What becomes
/// of an attempt follows from `seed`, its ticket and its number alone, not from when it runs.
struct Chances {
  double failure = 0;       ///< the agent fails
  double conflict = 0;      ///< the result merges with nothing but the commit it was made on
  double gate_failure = 0;  ///< no tree that holds the result passes the gate
  std::uint64_t seed = 1;

  bool fails(TicketIndex ticket, int attempt) const { return drawn(1, ticket, attempt) < failure; }
  bool conflicts(TicketIndex ticket, int attempt) const {
    return drawn(2, ticket, attempt) < conflict;
  }
  bool breaks_gate(TicketIndex ticket, int attempt) const {
    return drawn(3, ticket, attempt) < gate_failure;
  }

 private:
  double drawn(std::uint64_t what, TicketIndex ticket, int attempt) const;  ///< from 0, below 1
};

/// A number that looks drawn, made of two (SplitMix64; Steele, Lea and Flood, 2014).
std::uint64_t mixed(std::uint64_t a, std::uint64_t b);

}  // namespace sage
