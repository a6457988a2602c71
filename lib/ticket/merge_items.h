#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ticket/json_style.h"
#include "ticket/merge_choice.h"

namespace sage {

/// What tells the items of a container apart, so that they are found again in other versions.
enum class KeyedBy { name, value, scalar, id, path, own_name };

/// The items of one version of a container, found by key.
class ItemTable {
 public:
  static constexpr std::size_t none = ~std::size_t{0};

  /// Of a container's text; empty: a container with nothing in it.
  explicit ItemTable(std::string_view container);

  /// Gives the items their keys; false if they cannot be told apart so. A name or a value that is
  /// there again is told apart by how often it came before; another key may not repeat.
  bool key_by(KeyedBy by);

  std::string_view text;
  std::vector<Item> items;
  std::vector<std::string> keys;

  std::size_t find(const std::string& key) const;  ///< its place, or `none`
  /// The text of an item's value; empty for `none`.
  std::string_view value(std::size_t item) const {
    return item == none ? std::string_view() : value_of(text, items[item]);
  }

 private:
  std::unordered_map<std::string, std::size_t> places_;
};

/// An item by its places in the three versions.
struct ItemPlaces {
  std::size_t base, ours, theirs;
};

/// A container in its three versions, item by item.
struct MatchedItems {
  ItemTable base, ours, theirs;

  Versions versions(const ItemPlaces& item) const {
    return {base.value(item.base), ours.value(item.ours), theirs.value(item.theirs)};
  }
  /// All items of ours and theirs in the order of the merged container: ours, or theirs if they
  /// changed the order of what was there before and we did not. What only the other side has
  /// stands behind what it follows there, and behind what the first side added at that place.
  std::vector<ItemPlaces> in_order() const;
};

/// Nothing if ours and theirs are not both objects or both arrays, or if the member is one whole:
/// what belongs together would be torn apart, or the items cannot be told apart.
std::optional<MatchedItems> match_items(std::string_view member, const Versions& container);

inline bool is_history(std::string_view member) {
  return member == "state_history" || member == "stateHistory";
}

}  // namespace sage
