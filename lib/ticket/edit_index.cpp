#include "ticket/edit_index.h"

#include <algorithm>
#include <map>

#include "ticket/json_style.h"
#include "ticket/new_ticket.h"
#include "ticket/read_index.h"
#include "ticket/ticket_member.h"

namespace sage {
namespace {

constexpr std::string_view done = "COMPLETED", open = "UNPROCESSED";

/// The value of an object's member if it starts with one of `first`, else empty.
std::string_view member(std::string_view object, std::string_view name, std::string_view first) {
  const auto items = items_of(object);
  const Item* item = find_item(items, name);
  if (!item || first.find(object[item->value]) == first.npos) return {};
  return value_of(object, *item);
}

/// An id may be a string or a number.
bool has_id(std::string_view task, std::string_view id) {
  const std::string_view raw = member(task, "id", "\"-0123456789");
  if (raw.starts_with('"')) return parse_json(raw, "id").get_string() == id;
  return !raw.empty() && raw == id;
}

/// The words that a sub-task is left out for (docs/CHECKS.md).
bool says_done(std::string_view status) {
  if (status[0] != '"') return false;
  const json::value said = parse_json(status, "status");
  return said == json::value(done) || said == json::value("completed") ||
         said == json::value("done");
}

bool is_in_small_letters(std::string_view status) {
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  return status[0] == '"' && std::ranges::any_of(status, is_small) &&
         std::ranges::none_of(status, is_capital);
}

/// One ticket's text under change. Every step looks at the text anew, so no step has to know where
/// the ones before it moved things.
class TicketText {
 public:
  explicit TicketText(std::string_view text) : text_(text) {}
  const std::string& text() const { return text_; }

  void change(const StateChange& change) {
    const bool moved = set_state(change.state);
    if (!change.lasting) return;
    if (moved) {
      set_updated(change.at);
      add_to_history(change);
    }
    for (const auto& task : change.tasks_done) set_task_done(task);
    if (change.tasks_left_done) reopen_tasks(*change.tasks_left_done);
    if (change.state != State::deferred)
      remove_defer_reasons();
    else if (change.defer_reason)
      set_defer_reason(*change.defer_reason);
  }

 private:
  std::string_view value(std::string_view name, std::string_view first) const {
    return member(text_, name, first);
  }

  std::size_t place_of(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - text_.data());
  }

  void replace(std::string_view value, const std::string& with) {
    text_.replace(place_of(value), value.size(), with);
  }

  bool set_state(State state) {
    const std::string_view old = value("state", "\"");
    const std::string wanted = json_string(to_string(state));
    if (parse_json(old, "state") == parse_json(wanted, "state")) return false;
    replace(old, wanted);
    return true;
  }

  void set_updated(const std::string& at) {
    if (const auto old = value("updated", "\"n"); !old.empty()) replace(old, json_string(at));
  }

  /// Lays the new entry out as the last one; in an empty history, as the ticket.
  void add_to_history(const StateChange& change) {
    const std::string_view history = value("state_history", "[");
    if (history.empty()) return;
    const JsonStyle layout = style_of(history, style_of(text_, {}).nested());
    const auto entries = items_of(history);
    std::string_view last;
    if (!entries.empty()) {
      last = value_of(history, entries.back());
      if (last[0] != '{') return;
    }
    const JsonStyle::Members members{{"state", json_string(to_string(change.state))},
                                     {"timestamp", json_string(change.at)}};
    const std::string entry =
        (last.empty() ? layout.nested() : style_of(last, layout.nested())).object(members);
    if (last.empty()) return replace(history, layout.array({entry}));
    if (last != entry) replace(history.substr(entries.back().end, 0), layout.separator + entry);
  }

  void set_task_done(std::string_view id) {
    const std::string_view tasks = value("tasks", "[");
    if (tasks.empty()) return;
    for (const Item& item : items_of(tasks)) {
      const std::string_view task = value_of(tasks, item);
      if (task[0] == '{' && has_id(task, id)) return set_done(task);
    }
  }

  void set_done(std::string_view task) {
    const auto items = items_of(task);
    if (const Item* status = find_item(items, "status")) {
      const std::string_view old = value_of(task, *status);
      if (!says_done(old)) replace(old, json_string(is_in_small_letters(old) ? "completed" : done));
      return;
    }
    const JsonStyle layout = style_of(task, {});
    text_.insert(place_of(task) + items.back().end,
                 layout.separator + json_string("status") + layout.colon + json_string(done));
  }

  void reopen_tasks(const std::vector<std::string>& but) {
    const std::string_view tasks = value("tasks", "[");
    if (tasks.empty()) return;
    for (const Item& item : items_of(tasks)) {
      const std::string_view task = value_of(tasks, item);
      const std::string_view status = task[0] == '{' ? member(task, "status", "\"") : "";
      const auto is_task = [&](const std::string& id) { return has_id(task, id); };
      if (status.empty() || !says_done(status) || std::ranges::any_of(but, is_task)) continue;
      replace(status, json_string(is_in_small_letters(status) ? "pending" : open));
      return reopen_tasks(but);  // the others have moved
    }
  }

  void set_defer_reason(const DeferReason& reason) {
    const JsonStyle layout = style_of(text_, {});
    JsonStyle::Members members;
    const json::value described = to_json(reason);
    for (const auto& [name, member] : described.get_object())
      members.emplace_back(name, valid_utf8(json::serialize(member)));
    const std::string written = layout.nested().object(members);
    const auto items = items_of(text_);
    for (const Item& item : items)
      if (is_defer_reason(item.name)) return replace(value_of(text_, item), written);
    text_.insert(items.back().end,
                 layout.separator + json_string("defer_reason") + layout.colon + written);
  }

  /// Each with the comma that belongs to it. A null is as good as none and stays.
  void remove_defer_reasons() {
    const auto items = items_of(text_);
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!is_defer_reason(items[i].name) || text_[items[i].value] == 'n') continue;
      const std::size_t begin = i > 0 ? items[i - 1].end : items[0].begin;
      const std::size_t end = i > 0 ? items[i].end : items[1].begin;
      text_.erase(begin, end - begin);
      return remove_defer_reasons();
    }
  }

  std::string text_;
};

using ChangedTickets = std::map<TicketIndex, TicketText>;

ChangedTickets changed_tickets(const Backlog& backlog, const std::vector<StateChange>& changes,
                               std::vector<std::string>& unknown) {
  ChangedTickets changed;
  for (const StateChange& change : changes) {
    if (const auto ticket = backlog.find(change.ticket))
      changed.try_emplace(*ticket, backlog[*ticket].json).first->second.change(change);
    else
      unknown.push_back(change.ticket);
  }
  return changed;
}

}  // namespace

std::string EditedIndex::text() const {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string text;
  text.reserve(size);
  for (const std::string_view part : parts) text += part;
  return text;
}

EditedIndex edit_index(const Backlog& backlog, const IndexEdit& edit) {
  EditedIndex edited;
  const auto changed = changed_tickets(backlog, edit.changes, edited.unknown);
  Insertion added = insertion_of(backlog, edit.added);

  const std::string_view text = backlog.text();
  std::size_t copied = 0;
  const auto splice = [&](std::size_t begin, std::size_t end, std::string with) {
    edited.parts.push_back(text.substr(copied, begin - copied));
    edited.parts.push_back(edited.written.emplace_back(std::move(with)));
    copied = end;
  };
  for (const auto& [ticket, changed_text] : changed) {
    const std::string_view old = backlog[ticket].json;
    const auto begin = static_cast<std::size_t>(old.data() - text.data());
    splice(begin, begin + old.size(), changed_text.text());
  }
  if (!added.text.empty()) splice(added.begin, added.end, std::move(added.text));
  splice(text.size(), text.size(), {});
  return edited;
}

std::string changed_ticket(std::string_view ticket, const StateChange& change) {
  TicketText text(ticket);
  text.change(change);
  return text.text();
}

EditedIndex edit_index(std::string text, const IndexEdit& edit) {
  const Backlog backlog = read_index_text(std::move(text), "the ticket index");
  const EditedIndex parts = edit_index(backlog, edit);
  EditedIndex whole;
  whole.unknown = parts.unknown;
  whole.parts.push_back(whole.written.emplace_back(parts.text()));
  return whole;
}

}  // namespace sage
