#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

#include "base/digest.h"
#include "engine/lander.h"

namespace sage::test {

/// A branch without a repository. `decide` may refuse a landing; what landed is kept in order.
/// Stricter than the real one: a ticket must not land twice. A commit is named by what is below it
/// and its result, and a tree by its commit.
class FakeLander : public Lander {
 public:
  using Decide = std::function<std::optional<LandOutcome>(const QueueEntry&)>;
  explicit FakeLander(Decide decide = [](const QueueEntry&) { return std::nullopt; })
      : decide_(std::move(decide)) {}

  ObjectId tip() override {
    if (user_commits()) {
      QueueEntry theirs;
      theirs.result = tip_;
      chain[on_top(tip_, theirs)] = chain[tip_];
      tip_ = on_top(tip_, theirs);
    }
    return tip_;
  }
  ObjectId tree_of(const ObjectId& commit) override { return commit; }

  std::variant<Candidate, MergeConflict, LandedAt> candidate(const Landing& landing,
                                                             const ObjectId& onto) override {
    if (auto paths = conflicts(landing.entry, onto); !paths.empty()) return MergeConflict{paths};
    const ObjectId commit = on_top(onto, landing.entry);
    chain[commit] = below(onto, landing.entry);
    pinned.insert(landing.entry.ticket_id);
    return Candidate{commit, commit};
  }
  void drop_candidate(const QueueEntry& entry) override { pinned.erase(entry.ticket_id); }

  LandOutcome land(const std::vector<Landing>& landings,
                   const std::optional<ObjectId>& tested) override {
    std::vector<LandedAt> at;
    ObjectId tip = tip_;
    for (const auto& [entry, edit] : landings) {
      if (auto outcome = decided(entry, tip)) {
        if (at.empty() || std::holds_alternative<Held>(*outcome)) return *outcome;
        break;  // those before it first
      }
      at.push_back({tip = on_top(tip, entry)});
    }
    if (tested && tip != *tested) return Untested{};
    for (std::size_t i = 0; i < at.size(); ++i) take_in(landings[i].entry, landings[i].edit);
    moves.push_back(at.size());
    return at;
  }

  std::vector<std::string> clash(const QueueEntry& first, const QueueEntry& second) override {
    ++compared;
    const ObjectId commit = on_top(tip_, first);
    chain[commit] = below(tip_, first);
    return conflicts(second, commit);
  }

  std::variant<LandedAt, Held> record(const IndexEdit& edit, const std::string&) override {
    for (const auto& change : edit.changes) recorded[change.ticket] = change.state;
    return LandedAt{};
  }

  void forget(const QueueEntry& entry) override { forgotten.insert(entry.ticket_id); }
  void clear_after_lost_workers() override { ++cleared; }

  /// The tickets whose results a commit holds, in order.
  const std::vector<std::string>& tickets_in(const ObjectId& commit) { return chain[commit]; }

  std::function<std::vector<std::string>(const QueueEntry&, const ObjectId& onto)> conflicts =
      [](const QueueEntry&, const ObjectId&) { return std::vector<std::string>{}; };
  /// Asked whenever the tip is: whether it moves just before.
  std::function<bool()> user_commits = [] { return false; };
  std::size_t compared = 0;  ///< pairs
  std::size_t cleared = 0;
  std::vector<std::string> landed;
  std::vector<std::size_t> moves;  ///< of the branch: how many landed with each
  std::map<std::string, State> recorded;
  std::set<std::string> forgotten, pinned;
  std::map<ObjectId, std::vector<std::string>> chain;

 private:
  static ObjectId on_top(const ObjectId& onto, const QueueEntry& entry) {
    return ObjectId::parse(sha256_hex(onto.hex() + entry.result.hex()).substr(0, 40)).value();
  }
  std::vector<std::string> below(const ObjectId& onto, const QueueEntry& entry) {
    std::vector<std::string> tickets = chain[onto];
    tickets.push_back(entry.ticket_id);
    return tickets;
  }
  std::optional<LandOutcome> decided(const QueueEntry& entry, const ObjectId& onto) {
    if (auto outcome = decide_(entry)) return outcome;
    if (auto paths = conflicts(entry, onto); !paths.empty()) return MergeConflict{paths};
    return std::nullopt;
  }
  void take_in(const QueueEntry& entry, const IndexEdit& edit) {
    for (const auto& ticket : landed) EXPECT_NE(ticket, entry.ticket_id) << "landed twice";
    EXPECT_EQ(edit.changes.at(0).ticket, entry.ticket_id);
    EXPECT_EQ(edit.changes.at(0).state, State::completed);
    landed.push_back(entry.ticket_id);
    const ObjectId commit = on_top(tip_, entry);
    chain[commit] = below(tip_, entry);
    tip_ = commit;
  }

  Decide decide_;
  ObjectId tip_;
};

}  // namespace sage::test
