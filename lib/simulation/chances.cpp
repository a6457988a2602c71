#include "simulation/chances.h"

namespace sage {

std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
  std::uint64_t z = a + 0x9e3779b97f4a7c15U * (b + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

double Chances::drawn(std::uint64_t what, TicketIndex ticket, int attempt) const {
  const std::uint64_t of_ticket = mixed(mixed(seed, what), ticket);
  const std::uint64_t bits = mixed(of_ticket, static_cast<std::uint64_t>(attempt)) >> 11;
  return static_cast<double>(bits) * 0x1p-53;
}

}  // namespace sage
