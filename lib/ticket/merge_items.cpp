#include "ticket/merge_items.h"

#include <algorithm>
#include <cctype>

#include "ticket/json_value.h"
#include "ticket/ticket_member.h"

namespace sage {
namespace {

bool is_scalar(std::string_view value) { return value[0] != '{' && value[0] != '['; }

/// The string that a member of `object` holds; empty if there is none.
std::string string_member(std::string_view object, std::string_view name) {
  if (object[0] != '{') return {};
  const auto items = items_of(object);
  const Item* item = find_item(items, name);
  return item ? string_in(value_of(object, *item)) : std::string();
}

/// An index has no two ids that differ in case alone, so neither may a merged one.
std::string folded(std::string id) {
  for (char& c : id) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return id;
}

/// Empty if the item has no such key.
std::string key_of(std::string_view container, const Item& item, KeyedBy by) {
  const std::string_view value = value_of(container, item);
  switch (by) {
    case KeyedBy::name:
      return "." + item.name;
    case KeyedBy::value:
      return canonical(value);
    case KeyedBy::scalar:
      return is_scalar(value) ? canonical(value) : "";
    case KeyedBy::id:
      return folded(string_member(value, "id"));
    case KeyedBy::path:
      return string_member(value, "path");
    case KeyedBy::own_name:
      return string_member(value, "name");
  }
  return {};
}

std::vector<KeyedBy> keys_to_try(std::string_view member, std::string_view container) {
  if (container[0] == '{') return {KeyedBy::name};
  if (is_history(member)) return {KeyedBy::value};
  return {KeyedBy::scalar, KeyedBy::id, KeyedBy::path, KeyedBy::own_name};
}

/// A command's words and the reason of one deferral say nothing when mixed with another's.
bool is_one_whole(std::string_view member) {
  return member == "run" || member == "command" || is_defer_reason(member);
}

bool keeps_order_of(const ItemTable& base, const ItemTable& side) {
  std::size_t reached = 0;
  for (const std::string& key : side.keys) {
    const std::size_t place = base.find(key);
    if (place == ItemTable::none) continue;
    if (place < reached) return false;
    reached = place;
  }
  return true;
}

}  // namespace

ItemTable::ItemTable(std::string_view container) : text(container) {
  if (!container.empty()) items = items_of(container);
}

bool ItemTable::key_by(KeyedBy by) {
  const bool may_repeat = by == KeyedBy::name || by == KeyedBy::value || by == KeyedBy::scalar;
  std::unordered_map<std::string, std::size_t> seen;
  keys.clear();
  places_.clear();
  for (const Item& item : items) {
    std::string key = key_of(text, item, by);
    if (key.empty()) return false;
    if (const std::size_t before = seen[key]++; before > 0) {
      if (!may_repeat) return false;
      key += "\n" + std::to_string(before);
    }
    places_.emplace(key, keys.size());
    keys.push_back(std::move(key));
  }
  return true;
}

std::size_t ItemTable::find(const std::string& key) const {
  const auto found = places_.find(key);
  return found == places_.end() ? none : found->second;
}

std::vector<ItemPlaces> MatchedItems::in_order() const {
  const bool as_theirs = keeps_order_of(base, ours) && !keeps_order_of(base, theirs);
  const ItemTable& first = as_theirs ? theirs : ours;
  const ItemTable& second = as_theirs ? ours : theirs;

  std::vector<ItemPlaces> order;
  const auto place = [&](const std::string& key) {
    order.push_back({base.find(key), ours.find(key), theirs.find(key)});
  };
  std::vector<std::vector<std::size_t>> behind(first.keys.size() + 1);  // 0: in front of all
  for (std::size_t i = 0, anchor = 0; i < second.keys.size(); ++i) {
    const std::size_t known = first.find(second.keys[i]);
    if (known != ItemTable::none)
      anchor = known + 1;
    else
      behind[anchor].push_back(i);
  }
  std::vector<std::size_t> waiting = behind[0];
  const auto flush = [&] {
    for (const std::size_t i : waiting) place(second.keys[i]);
    waiting.clear();
  };
  for (std::size_t i = 0; i < first.keys.size(); ++i) {
    const std::string& key = first.keys[i];
    const bool added = base.find(key) == ItemTable::none && second.find(key) == ItemTable::none;
    if (!added) flush();
    place(key);
    waiting.insert(waiting.end(), behind[i + 1].begin(), behind[i + 1].end());
  }
  flush();
  return order;
}

std::optional<MatchedItems> match_items(std::string_view member, const Versions& container) {
  const auto [base, ours, theirs] = container;
  if (ours.empty() || theirs.empty() || ours[0] != theirs[0]) return std::nullopt;
  if (is_scalar(ours) || is_one_whole(member)) return std::nullopt;
  const bool had = !base.empty() && base[0] == ours[0];
  MatchedItems items{ItemTable(had ? base : std::string_view()), ItemTable(ours),
                     ItemTable(theirs)};
  for (const KeyedBy by : keys_to_try(member, ours))
    if (items.base.key_by(by) && items.ours.key_by(by) && items.theirs.key_by(by)) return items;
  return std::nullopt;
}

}  // namespace sage
