#pragma once

#include <cstdint>
#include <string>

namespace sage {

/// A backlog that nobody wrote.
struct MadeUp {
  std::size_t tickets = 1000;
  double dependencies = 1;  ///< of a ticket, on average; 0: all tickets are independent
  std::uint64_t seed = 1;
};

/// Its ticket index. Components of 40 tickets; a ticket depends on earlier ones of its component,
/// one time in ten of another, and changes one or two of the 30 files of its component. Efforts
/// are story points from 1 to 13, most of them small; priorities P0 to P3, most of them P2. The
/// same from the same seed.
std::string made_up_index(const MadeUp& wanted);

}  // namespace sage
