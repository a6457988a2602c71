#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "ticket/ticket.h"

namespace sage {

/// Where each ticket stands in the text of an index, kept right while tickets are edited: so the
/// edit of a ticket need not read all others. 16 bytes a ticket.
class TicketPlaces {
 public:
  struct Place {
    std::uint32_t begin = 0, size = 0;  ///< bytes; an index that can be read has less than 4 GB
  };

  TicketPlaces() = default;
  explicit TicketPlaces(const Backlog& backlog);

  /// Nothing if there is no such ticket. What stands there must be looked at before it is trusted:
  /// two ids can have the same hash, and files change.
  std::optional<Place> find(std::string_view id) const;
  /// The tickets at these places have become so many bytes longer.
  void grown(const std::map<std::uint64_t, std::int64_t>& by_begin);

 private:
  struct Entry {
    std::uint64_t id_hash = 0;
    Place place;
  };
  std::vector<Entry> entries_;  // by hash
};

}  // namespace sage
