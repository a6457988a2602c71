#include "ticket/merge_value.h"

#include <algorithm>
#include <vector>

#include "os/clock.h"
#include "ticket/json_value.h"
#include "ticket/ticket_member.h"

namespace sage {
namespace {

/// An item that the merged container has: in ours and theirs, or, where one side removed what the
/// other changed, in one of them only.
struct KeptItem {
  ItemPlaces at;
  Versions value;
  bool in_ours = true, in_theirs = true;

  std::string_view text() const { return value.ours.empty() ? value.theirs : value.ours; }
};

/// Whose state stays, if they differ: its reason for a deferral stays with it.
Choice winner_of_state(const MatchedItems& items) {
  const std::string key = ".state";
  const Versions state =
      items.versions({items.base.find(key), items.ours.find(key), items.theirs.find(key)});
  const bool differ =
      !state.ours.empty() && !state.theirs.empty() && !same_value(state.ours, state.theirs);
  return differ ? choose("state", state) : Choice::clash;
}

/// As if only the winner had changed the value.
Versions won_by(Choice winner, Versions value) {
  if (winner == Choice::ours) value.base = value.theirs;
  if (winner == Choice::theirs) value.base = value.ours;
  return value;
}

std::string_view name_of(const MatchedItems& items, const ItemPlaces& at) {
  const bool ours = at.ours != ItemTable::none;
  return ours ? items.ours.items[at.ours].name : items.theirs.items[at.theirs].name;
}

WallTime time_of(const KeptItem& entry) {
  const auto members = entry.text()[0] == '{' ? items_of(entry.text()) : std::vector<Item>();
  const Item* time = find_item(members, "timestamp");
  return time ? parse_iso_time(string_in(value_of(entry.text(), *time))) : 0;
}

/// Whether each side has entries that the other has not.
bool both_added(const std::vector<KeptItem>& entries) {
  const auto lacks = [&](std::size_t ItemPlaces::*side) {
    return std::ranges::any_of(
        entries, [&](const KeptItem& entry) { return entry.at.*side == ItemTable::none; });
  };
  return lacks(&ItemPlaces::ours) && lacks(&ItemPlaces::theirs);
}

/// Leaves a history with an entry of no known time as it is.
void sort_by_time(std::vector<KeptItem>& entries) {
  std::vector<std::pair<WallTime, KeptItem>> timed;
  timed.reserve(entries.size());
  for (const KeptItem& entry : entries) timed.emplace_back(time_of(entry), entry);
  if (std::ranges::any_of(timed, [](const auto& entry) { return entry.first == 0; })) return;
  std::ranges::stable_sort(timed, {}, &std::pair<WallTime, KeptItem>::first);
  std::ranges::transform(timed, entries.begin(), &std::pair<WallTime, KeptItem>::second);
}

std::vector<KeptItem> kept_items(std::string_view member, const MatchedItems& items) {
  const Choice winner = winner_of_state(items);
  std::vector<KeptItem> kept;
  for (const ItemPlaces& at : items.in_order()) {
    KeptItem item{at, items.versions(at)};
    if (is_defer_reason(name_of(items, at))) item.value = won_by(winner, item.value);
    const Versions& value = item.value;
    if (value.ours.empty() || value.theirs.empty()) {
      const Choice choice = choose("", value);
      if (choice != Choice::clash && (choice == Choice::ours ? value.ours : value.theirs).empty())
        continue;
      item.in_ours = choice != Choice::clash || !value.ours.empty();
      item.in_theirs = choice != Choice::clash || !value.theirs.empty();
    }
    kept.push_back(item);
  }
  if (is_history(member) && both_added(kept)) sort_by_time(kept);
  return kept;
}

/// What is around the items of a container in our layout.
std::string_view opening(const ItemTable& ours, const JsonStyle& style) {
  return ours.items.empty() ? std::string_view(style.open)
                            : ours.text.substr(1, ours.items.front().begin - 1);
}
std::string_view closing(const ItemTable& ours, const JsonStyle& style) {
  const std::size_t end = ours.items.empty() ? 0 : ours.items.back().end;
  return ours.items.empty() ? std::string_view(style.close)
                            : ours.text.substr(end, ours.text.size() - 1 - end);
}

}  // namespace

std::string ValueMerger::Place::fit(std::string_view theirs) const {
  return alike ? std::string(theirs) : laid_out(theirs, style);
}

/// Writes the items of one container, with the commas that they need to be valid as ours and as
/// theirs.
class ValueMerger::ItemWriter {
 public:
  ItemWriter(ValueMerger& merger, const MatchedItems& items, const Place& inner)
      : merger_(merger), items_(items), inner_(inner), value_{inner.style.nested(), inner.alike} {}

  void write(const KeptItem& item) {
    const std::string gap = separator(item);
    const std::string ours = begun_ours_ ? gap : "", theirs = begun_theirs_ ? gap : "";
    begun_ours_ |= item.in_ours;
    begun_theirs_ |= item.in_theirs;
    if (!item.in_theirs) return out().clash(ours + text(item), "");
    if (!item.in_ours) return out().clash("", theirs + text(item));
    if (ours == theirs)
      out().add(ours);
    else
      out().clash(ours, theirs);
    if (item.value.ours.empty() || item.value.theirs.empty()) return out().add(text(item));
    out().add(head(item));
    merger_.merge(name_of(items_, item.at), item.value, value_);
  }

 private:
  MergedText& out() { return merger_.out_; }

  std::string separator(const KeptItem& item) const {
    const std::size_t at = item.at.ours;
    if (at == ItemTable::none || at == 0) return inner_.style.separator;
    const std::size_t begin = items_.ours.items[at - 1].end;
    return std::string(items_.ours.text.substr(begin, items_.ours.items[at].begin - begin));
  }

  /// A member's name and colon; nothing in an array.
  std::string head(const KeptItem& item) const {
    const bool from_ours = item.at.ours != ItemTable::none;
    const ItemTable& side = from_ours ? items_.ours : items_.theirs;
    const Item& member = side.items[from_ours ? item.at.ours : item.at.theirs];
    const auto written = side.text.substr(member.begin, member.value - member.begin);
    if (from_ours || inner_.alike || written.empty()) return std::string(written);
    return std::string(written.substr(0, written.rfind('"') + 1)) + inner_.style.colon;
  }

  std::string text(const KeptItem& item) const {
    const Versions& value = item.value;
    return head(item) + (value.ours.empty() ? value_.fit(value.theirs) : std::string(value.ours));
  }

  ValueMerger& merger_;
  const MatchedItems& items_;
  const Place& inner_;
  const Place value_;
  bool begun_ours_ = false, begun_theirs_ = false;
};

void ValueMerger::merge(std::string_view member, const Versions& value, const Place& place) {
  const auto [base, ours, theirs] = value;
  if (ours == theirs || theirs == base) return out_.add(ours);
  if (ours == base && place.alike) return out_.add(theirs);
  if (const auto items = match_items(member, value)) return merge_items(member, *items, place);
  switch (choose(member, value)) {
    case Choice::ours:
      return out_.add(ours);
    case Choice::theirs:
      return out_.add(place.fit(theirs));
    case Choice::clash:
      return out_.clash(ours, place.fit(theirs));
  }
}

void ValueMerger::merge_items(std::string_view member, const MatchedItems& items,
                              const Place& place) {
  const Place inner = inside(items, place);
  const ItemTable& ours = items.ours;
  const auto kept = kept_items(member, items);
  out_.add(ours.text.substr(0, 1));
  if (!kept.empty()) out_.add(opening(ours, inner.style));
  ItemWriter writer(*this, items, inner);
  for (const KeptItem& item : kept) writer.write(item);
  if (!kept.empty()) out_.add(closing(ours, inner.style));
  out_.add(ours.text.substr(ours.text.size() - 1));
}

ValueMerger::Place ValueMerger::inside(const MatchedItems& items, const Place& place) {
  const JsonStyle theirs = style_of(items.theirs.text, place.style);
  if (items.ours.items.empty() && place.alike) return {theirs, true};
  const JsonStyle ours = style_of(items.ours.text, place.style);
  return {ours, place.alike && ours.separator == theirs.separator && ours.colon == theirs.colon};
}

}  // namespace sage
