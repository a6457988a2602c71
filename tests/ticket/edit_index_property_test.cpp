#include <gtest/gtest.h>

#include <random>

#include "base/json.h"
#include "ticket/edit_index.h"
#include "ticket/fixtures.h"

/// Random edits of random backlogs in random layouts, against a model that edits values.
namespace sage {
namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool maybe() { return below(2) == 0; }
  template <class T>
  const T& one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937 engine_;
};

/// Writes JSON with random white space, or in one style throughout.
class Writer {
 public:
  explicit Writer(Random& random) : random_(random), wild_(random.below(3) == 0) {
    end_of_line_ = random.one_of<std::string>({"\n", "\r\n", "", " "});
    step_ = random.one_of<std::string>({"  ", "\t", "    ", ""});
    colon_ = random.one_of<std::string>({":", ": ", " : "});
  }

  std::string write(const json::value& value, std::size_t depth = 0) {
    if (value.is_array()) return container(value.get_array(), depth);
    if (value.is_object()) return container(value.get_object(), depth);
    std::string text = json::serialize(value);
    if (value.is_string() && wild_ && text.size() > 2 && text[1] == 'e')
      text.replace(1, 1, "\\u0065");
    return text;
  }

 private:
  std::string space(std::size_t depth) {
    if (wild_) return random_.one_of<std::string>({"", " ", "\n", "\r\n\t", "\n    ", "  "});
    std::string out = end_of_line_;
    if (out.ends_with('\n'))
      while (depth-- > 0) out += step_;
    return out;
  }
  std::string item(const json::value& value, std::size_t depth) { return write(value, depth); }
  std::string item(const json::key_value_pair& member, std::size_t depth) {
    return write(json::value(member.key()), depth) + colon_ + write(member.value(), depth);
  }
  template <class Container>
  std::string container(const Container& items, std::size_t depth) {
    std::string out;
    for (const auto& one : items) {
      if (!out.empty()) out += (wild_ ? space(depth) : "") + ",";
      out += space(depth + 1) + item(one, depth + 1);
    }
    if (!out.empty() || wild_) out += space(depth);
    return std::is_same_v<Container, json::array> ? "[" + out + "]" : "{" + out + "}";
  }

  Random& random_;
  bool wild_;
  std::string end_of_line_, step_, colon_;
};

const std::vector<State> states{State::unprocessed, State::in_progress, State::completed,
                                State::deferred, State::failed};
const std::vector<json::value> odd_values{
    nullptr,
    5,
    "text \"}],{[\\ \u00e9\n",
    json::array{1, json::object{{"state", "x"}}},
    json::object{{"id", "Z-9"}, {"defer_reason", json::object{}}},
    json::array{},
    json::object{}};

const std::vector<json::value> statuses{"pending", "PENDING", "completed", "done", "", nullptr, 7};

json::object random_ticket(Random& random, const std::string& id) {
  std::vector<std::pair<std::string, json::value>> members;
  members = {{"id", json::value(id)},
             {"title", json::value(random.one_of<std::string>({"t", "a \"b\" }", "\u00fc\\"}))},
             {"state", json::value(to_string(random.one_of(states)))}};
  if (random.maybe()) members.emplace_back("updated", random.maybe() ? json::value("x") : nullptr);
  if (random.maybe()) {
    json::array history;
    for (auto n = random.below(3); n > 0; --n)
      history.push_back(json::object{{"state", "UNPROCESSED"}, {"timestamp", std::to_string(n)}});
    members.emplace_back("state_history", random.below(5) ? json::value(history) : nullptr);
  }
  if (random.maybe()) {
    json::array tasks;
    for (auto n = random.below(4); n > 0; --n) {
      json::object task{
          {"id", random.maybe() ? json::value(n) : json::value("S" + std::to_string(n))}};
      if (random.maybe()) task["status"] = random.one_of(statuses);
      if (random.maybe()) task["more"] = random.one_of(odd_values);
      tasks.push_back(task);
    }
    members.emplace_back("tasks", random.below(5) ? json::value(tasks) : random.one_of(odd_values));
  }
  for (const auto* name : {"defer_reason", "deferReason", "deferred_reason"})
    if (random.below(4) == 0) members.emplace_back(name, random.one_of(odd_values));
  for (auto n = random.below(4); n > 0; --n)
    members.emplace_back("extra" + std::to_string(n), random.one_of(odd_values));
  for (std::size_t i = members.size(); i > 1; --i)
    std::swap(members[i - 1], members[random.below(i)]);
  json::object ticket;
  for (auto& [name, value] : members) ticket[name] = std::move(value);
  return ticket;
}

json::value random_index(Random& random) {
  json::array tickets;
  const std::size_t count = random.below(5);
  for (std::size_t i = 0; i < count; ++i)
    tickets.push_back(random_ticket(random, "T-" + std::to_string(i)));
  json::object index;
  if (random.maybe()) index["version"] = "1.0";
  if (random.maybe()) index["before"] = random.one_of(odd_values);
  index["tickets"] = tickets;
  if (random.maybe()) index["behind"] = random.one_of(odd_values);
  return index;
}

IndexEdit random_edit(Random& random, std::size_t tickets) {
  IndexEdit edit;
  for (auto n = random.below(4); n > 0 && tickets > 0; --n) {
    StateChange change{"T-" + std::to_string(random.below(tickets)), random.one_of(states),
                       "2025-01-0" + std::to_string(n), random.below(3) > 0};
    if (random.maybe())
      change.defer_reason = DeferReason{"c\n", "m \"", static_cast<int>(n), "\u00e9", "d"};
    for (const auto* id : {"1", "S1", "S2", "3"})
      if (random.maybe()) change.tasks_done.emplace_back(id);
    edit.changes.push_back(change);
  }
  for (auto n = random.below(3); n > 0; --n)
    edit.added.push_back({.id = "N-" + std::to_string(n),
                          .title = "\"new\"",
                          .description = random.maybe() ? "d" : "",
                          .discovered_from = random.maybe() ? "T-0" : "",
                          .dependencies = std::vector<std::string>(random.below(3), "T-0")});
  return edit;
}

const std::vector<std::string> reason_names{"defer_reason", "deferReason", "deferred_reason"};

void apply(json::value& task, const std::vector<std::string>& done) {
  auto* members = task.if_object();
  const auto* id = members ? members->if_contains("id") : nullptr;
  if (!id) return;
  const std::string name = id->is_string() ? std::string(id->get_string()) : json::serialize(*id);
  if (std::ranges::find(done, name) == done.end()) return;
  auto& status = (*members)["status"];
  if (status == "completed" || status == "done") return;
  status = status == "pending" ? "completed" : "COMPLETED";
}

void apply(json::object& ticket, const StateChange& change) {
  const bool moved = ticket["state"] != json::value(to_string(change.state));
  ticket["state"] = to_string(change.state);
  if (!change.lasting) return;
  if (auto* updated = ticket.if_contains("updated"); updated && moved) *updated = change.at;
  auto* history = moved ? ticket.if_contains("state_history") : nullptr;
  const json::object entry{{"state", to_string(change.state)}, {"timestamp", change.at}};
  if (history && history->is_array() &&
      (history->get_array().empty() || history->get_array().back() != entry))
    history->get_array().push_back(entry);
  auto* tasks = ticket.if_contains("tasks");
  if (tasks && tasks->is_array())
    for (auto& task : tasks->get_array()) apply(task, change.tasks_done);
  if (change.state != State::deferred) {
    for (const auto& name : reason_names)
      if (ticket.contains(name) && !ticket[name].is_null()) ticket.stable_erase(ticket.find(name));
  } else if (change.defer_reason) {
    for (auto& member : ticket)
      if (std::ranges::find(reason_names, std::string(member.key())) != reason_names.end()) {
        member.value() = to_json(*change.defer_reason);
        return;
      }
    ticket["defer_reason"] = to_json(*change.defer_reason);
  }
}

json::value expected(json::value index, const IndexEdit& edit) {
  auto& tickets = index.get_object()["tickets"].get_array();
  for (const auto& change : edit.changes)
    for (auto& ticket : tickets)
      if (ticket.get_object()["id"] == json::value(change.ticket))
        apply(ticket.get_object(), change);
  for (const auto& added : edit.added) {
    json::object ticket{{"id", added.id},   {"title", added.title},
                        {"type", "task"},   {"state", "UNPROCESSED"},
                        {"priority", "P2"}, {"dependencies", to_json(added.dependencies)}};
    if (!added.description.empty()) ticket["description"] = added.description;
    if (!added.discovered_from.empty()) ticket["discoveredFrom"] = added.discovered_from;
    tickets.push_back(ticket);
  }
  return index;
}

/// Every byte outside the tickets that the edit names is as it was.
void expect_others_untouched(const Backlog& before, const Backlog& after, const IndexEdit& edit) {
  const auto named = [&](std::string_view id) {
    return std::ranges::any_of(edit.changes, [&](const auto& c) { return c.ticket == id; });
  };
  const char* end_before = before.text().data();
  const char* end_after = after.text().data();
  for (TicketIndex i = 0; i < before.size(); ++i) {
    const std::string_view old = before[i].json, now = after[i].json;
    EXPECT_EQ(std::string_view(end_before, old.data()), std::string_view(end_after, now.data()));
    if (!named(before[i].id)) {
      EXPECT_EQ(old, now);
    }
    end_before = old.data() + old.size();
    end_after = now.data() + now.size();
  }
  const std::string_view rest(end_before, before.text().data() + before.text().size());
  if (before.size() > 0) {
    EXPECT_TRUE(after.text().ends_with(rest));
  } else {
    EXPECT_TRUE(after.text().starts_with(rest.substr(0, rest.find("tickets"))));
  }
}

void check_random_edit(unsigned seed) {
  Random random(seed);
  const json::value model = random_index(random);
  std::string text = Writer(random).write(model);
  if (random.below(4) == 0) text = "\xEF\xBB\xBF" + text;
  if (random.maybe()) text += "\n";
  SCOPED_TRACE(testing::Message() << "seed " << seed << "\n" << text);
  ASSERT_EQ(parse_json(text.substr(text.find('{')), "written"), model);

  const Backlog before = test::read(text);
  const IndexEdit edit = random_edit(random, before.size());
  const EditedIndex once = edit_index(text, edit);
  const Backlog after = test::read(once.text());
  EXPECT_EQ(parse_json(once.text().substr(once.text().find('{')), "edited"), expected(model, edit))
      << once.text();
  expect_others_untouched(before, after, edit);
  if (edit.empty()) {
    EXPECT_EQ(once.text(), text);
  }

  for (const auto& change : edit.changes) {
    const std::string direct = edit_index(text, {{change}, {}}).text();
    EXPECT_EQ(edit_index(direct, {{change}, {}}).text(), direct) << "twice is not once";
    const State state = before[*before.find(change.ticket)].state;
    if (change.state == state || change.state == State::in_progress) continue;  // nothing to mark
    StateChange mark{change.ticket, State::in_progress, "2030", false, {}};
    const std::string marked = edit_index(text, {{mark}, {}}).text();
    EXPECT_EQ(edit_index(marked, {{change}, {}}).text(), direct) << "a mark left a trace";
  }
}

TEST(EditIndexProperty, HoldsForRandomEditsInRandomLayouts) {
  for (unsigned seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed)
    check_random_edit(seed);
}

}  // namespace
}  // namespace sage
