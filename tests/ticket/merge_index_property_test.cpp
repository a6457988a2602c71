#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/json.h"
#include "ticket/fixtures.h"
#include "ticket/merge_index.h"

/// Random indexes, changed at random on both sides.
namespace sage {
namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  T one_of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  std::mt19937 engine_;
};

json::value random_scalar(Random& random) {
  return random.one_of<json::value>({1, 2, nullptr, true, "a", "b \"}\\", "\u00e9"});
}

/// None twice: what one side removes of two alike is a matter of counting.
json::value random_list(Random& random) {
  json::array list;
  for (auto n = random.below(5); n > 0; --n)
    list.push_back(json::value("X-" + std::to_string(6 * n + random.below(6))));
  return list;
}

json::value random_history(Random& random) {
  json::array history;
  for (auto n = random.below(4); n > 0; --n)
    history.push_back(
        json::object{{"state", "COMPLETED"},
                     {"timestamp", format("2025-01-0{}T00:00:00Z", 1 + random.below(9))}});
  return history;
}

json::value random_tasks(Random& random) {
  json::array tasks;
  for (int i = 0; i < 3; ++i)
    if (!random.one_in(3))
      tasks.push_back(json::object{{"id", std::to_string(i)}, {"status", random_scalar(random)}});
  return tasks;
}

json::value random_value(Random& random, const std::string& member) {
  if (member == "state")
    return random.one_of<json::value>(
        {"UNPROCESSED", "IN_PROGRESS", "COMPLETED", "DEFERRED", "FAILED"});
  if (member == "dependencies" || member == "notes") return random_list(random);
  if (member == "updated") return json::value(format("2025-01-0{}", 1 + random.below(9)));
  if (member == "state_history") return random_history(random);
  if (member == "tasks") return random_tasks(random);
  if (member == "defer_reason")
    return json::object{{"message", random_scalar(random)},
                        {"deferred_at", format("2025-01-0{}", 1 + random.below(9))}};
  if (member == "github") return json::object{{"a", random_scalar(random)}, {"b", 1}};
  return random_scalar(random);
}

const std::vector<std::string> members{
    "state",        "dependencies", "notes",  "updated", "state_history", "tasks",
    "defer_reason", "github",       "sprint", "x",       "state",         "state"};

void change_member(Random& random, json::object& object) {
  const std::string member = random.one_of(members);
  auto* const old = object.find(member);
  if (member != "state" && old != object.end() && random.one_in(4))
    object.stable_erase(old);
  else
    object[member] = random_value(random, member);
}

json::object random_ticket(Random& random, const std::string& id) {
  json::object ticket{{"id", id}, {"title", "t"}, {"state", "UNPROCESSED"}};
  for (auto n = random.below(6); n > 0; --n) {
    const std::string member = random.one_of(members);
    ticket[member] = random_value(random, member);
  }
  return ticket;
}

json::value random_index(Random& random) {
  json::array tickets;
  for (std::size_t i = 0, count = random.below(7); i < count; ++i)
    tickets.push_back(random_ticket(random, "T-" + std::to_string(i)));
  return json::object{{"version", 1}, {"tickets", tickets}, {"meta", json::object{{"a", 1}}}};
}

/// Changes tickets, removes some, adds some, moves some.
json::value changed(Random& random, json::value index, std::size_t most) {
  auto& tickets = index.get_object()["tickets"].get_array();
  for (auto n = random.below(most); n > 0; --n) {
    const std::size_t at = tickets.empty() ? 0 : random.below(tickets.size());
    if (random.one_in(10))
      index.get_object()["meta"].get_object()[random.one_of<std::string>({"a", "b"})] = 2;
    else if (random.one_in(8))
      tickets.insert(tickets.begin() + static_cast<std::ptrdiff_t>(at),
                     random_ticket(random, "N-" + std::to_string(random.below(1000))));
    else if (tickets.empty())
      continue;
    else if (random.one_in(12))
      tickets.erase(tickets.begin() + static_cast<std::ptrdiff_t>(at));
    else if (random.one_in(12))
      std::swap(tickets[at], tickets[0]);
    else
      change_member(random, tickets[at].get_object());
  }
  return index;
}

bool has_two_of_one_id(const json::value& index) {
  std::vector<std::string> ids;
  for (const auto& ticket : index.at("tickets").get_array())
    ids.emplace_back(ticket.at("id").get_string());
  std::ranges::sort(ids);
  return std::ranges::adjacent_find(ids) != ids.end();
}

std::string written(Random& random, const json::value& index) {
  return random.one_in(3) ? json::serialize(index) : pretty(index);
}

/// The value with its lists and members sorted, as text.
std::string unordered(const json::value& value) {
  std::vector<std::string> items;
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object)
      items.push_back(std::string(member.key()) + ":" + unordered(member.value()));
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) items.push_back(unordered(element));
  } else {
    return json::serialize(value);
  }
  std::ranges::sort(items);
  std::string out = "(";
  for (const auto& item : items) out += item + ",";
  return out + ")";
}

/// A text with conflict markers as one side resolves it.
std::string resolved(const std::string& text, bool ours) {
  std::string out;
  enum { both, ours_only, theirs_only } where = both;
  for (std::size_t at = 0, end = 0; at < text.size(); at = end) {
    end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string line = text.substr(at, end - at);
    if (line == "<<<<<<< ours\n")
      where = ours_only;
    else if (line == "=======\n")
      where = theirs_only;
    else if (line == ">>>>>>> theirs\n")
      where = both;
    else if (where == both || (where == ours_only) == ours)
      out += line;
  }
  return out;
}

struct Counted {
  int clean = 0, clashed = 0;
};

void check_random_merge(unsigned seed, Counted& counted) {
  Random random(seed);
  const json::value model = random_index(random);
  const json::value our_model = changed(random, model, 6), their_model = changed(random, model, 6);
  if (has_two_of_one_id(our_model) || has_two_of_one_id(their_model)) return;
  const std::string base = written(random, model);
  const std::string ours = written(random, our_model), theirs = written(random, their_model);
  SCOPED_TRACE(testing::Message() << "seed " << seed << "\n"
                                  << base << "\nours " << ours << "\ntheirs " << theirs);

  EXPECT_EQ(merge_index(base, ours, base).text, ours);
  EXPECT_EQ(merge_index(base, base, theirs).text, theirs);
  EXPECT_EQ(merge_index(base, ours, ours).text, ours);

  const MergedIndex merged = merge_index(base, ours, theirs);
  const MergedIndex other_way = merge_index(base, theirs, ours);
  EXPECT_EQ(merged.clean, other_way.clean) << merged.text << other_way.text;
  if (merged.clean) {
    ++counted.clean;
    test::read(merged.text);
    EXPECT_EQ(unordered(parse_json(merged.text, "merged")),
              unordered(parse_json(other_way.text, "merged the other way")));
    const MergedIndex again = merge_index(base, merged.text, theirs);
    EXPECT_EQ(unordered(parse_json(again.text, "merged again")),
              unordered(parse_json(merged.text, "merged")));
  } else {
    ++counted.clashed;
    const std::string as_ours = resolved(merged.text, true);
    const std::string as_theirs = resolved(merged.text, false);
    test::read(as_ours);
    test::read(as_theirs);
    EXPECT_NE(as_ours, as_theirs);
  }
}

TEST(MergeIndexProperty, HoldsForRandomChangesOnBothSides) {
  Counted counted;
  for (unsigned seed = 0; seed < 2500 && !testing::Test::HasFailure(); ++seed)
    check_random_merge(seed, counted);
  EXPECT_GT(counted.clean, 1000);
  EXPECT_GT(counted.clashed, 200);
}

}  // namespace
}  // namespace sage
