#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "engine/lander.h"

namespace sage::test {

/// A branch without a repository. `decide` may refuse a landing; what landed is kept in order.
/// Stricter than the real one: a ticket must not land twice.
class FakeLander : public Lander {
 public:
  using Decide = std::function<std::optional<LandOutcome>(const QueueEntry&)>;
  explicit FakeLander(Decide decide = [](const QueueEntry&) { return std::nullopt; })
      : decide_(std::move(decide)) {}

  ObjectId tip() override { return tip_; }

  LandOutcome land(const QueueEntry& entry, const IndexEdit& edit) override {
    if (auto outcome = decide_(entry)) return *outcome;
    for (const auto& ticket : landed) EXPECT_NE(ticket, entry.ticket_id) << "landed twice";
    EXPECT_EQ(edit.changes.at(0).ticket, entry.ticket_id);
    EXPECT_EQ(edit.changes.at(0).state, State::completed);
    landed.push_back(entry.ticket_id);
    tip_ = entry.result;
    return LandedAt{tip_, entry.files.size()};
  }

  LandOutcome record(const IndexEdit& edit, const std::string&) override {
    for (const auto& change : edit.changes) recorded[change.ticket] = change.state;
    return LandedAt{};
  }

  void forget(const QueueEntry& entry) override { forgotten.insert(entry.ticket_id); }

  std::vector<std::string> landed;
  std::map<std::string, State> recorded;
  std::set<std::string> forgotten;

 private:
  Decide decide_;
  ObjectId tip_;
};

}  // namespace sage::test
