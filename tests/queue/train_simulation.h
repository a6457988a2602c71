#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "queue/train.h"

namespace sage::test {

using Cars = std::vector<Car>;

/// Draws, the same from the same seed.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  std::size_t below(std::size_t limit) { return random_() % limit; }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::mt19937 random_;
};

/// What merges and what passes: functions of the cars on the branch, in order, and one more.
struct World {
  std::function<bool(const Cars&ahead, Car car)> merges, passes;
};

/// How each car ended, in the order in which it did.
struct Ends {
  Cars landed, rejected, conflicted;
  bool operator==(const Ends&) const = default;
};

/// What gating one car after the other comes to.
inline Ends one_by_one(const World& world, const Cars& cars) {
  Ends ends;
  for (const Car car : cars) {
    if (!world.merges(ends.landed, car))
      ends.conflicted.push_back(car);
    else if (!world.passes(ends.landed, car))
      ends.rejected.push_back(car);
    else
      ends.landed.push_back(car);
  }
  return ends;
}

/// A train in a world of its own: a commit is the list of the cars on the branch, a test is told
/// its verdict when it ends. Holds all that is promised of every train at each step.
class Simulation {
 public:
  Simulation(TrainOptions options, World world, std::size_t workers)
      : train(options), world_(std::move(world)), workers_(workers) {
    chains_[tip_] = {};
  }

  /// Acts upon what follows from the verdicts until nothing does, and keeps the workers at tests
  /// that are wanted.
  void form() {
    while (act(formed()) && !testing::Test::HasFailure()) {
    }
    const auto formation = formed();
    std::set<ObjectId> wanted;
    for (const auto& test : formation.tests) wanted.insert(test.commit);
    std::erase_if(running_, [&](const ObjectId& commit) { return !wanted.contains(commit); });
    for (const auto& test : formation.tests) {
      if (running_.size() == workers_) break;
      EXPECT_FALSE(verdicts_.contains(test.commit)) << "tested twice";
      if (std::ranges::find(running_, test.commit) == running_.end())
        running_.push_back(test.commit);
    }
  }

  void finish(std::size_t which) {
    const ObjectId commit = running_[which];
    running_.erase(running_.begin() + static_cast<std::ptrdiff_t>(which));
    Cars ahead = chains_.at(commit);
    const Car car = ahead.back();
    ahead.pop_back();
    EXPECT_TRUE(verdicts_.emplace(commit, world_.passes(ahead, car)).second) << "tested twice";
    ++tests;
  }

  /// All that runs ends at once.
  void round() {
    form();
    while (!running_.empty()) finish(0);
    form();
    ++rounds;
  }

  /// Somebody else's commit arrives on the branch.
  void move_tip(Car foreign) { tip_ = commit_of(chains_.at(tip_), foreign); }

  bool is_stuck() const { return running_.empty() && !train.empty(); }
  std::size_t running() const { return running_.size(); }

  Train train;
  Ends ends;
  std::size_t tests = 0, rounds = 0;

 private:
  ObjectId commit_of(Cars chain, Car car) {
    chain.push_back(car);
    const auto [known, is_new] = ids_.emplace(chain, ObjectId{});
    if (is_new) {
      const std::size_t number = ids_.size();
      known->second.bytes = {static_cast<std::uint8_t>(number >> 16),
                             static_cast<std::uint8_t>(number >> 8),
                             static_cast<std::uint8_t>(number)};
      chains_[known->second] = std::move(chain);
    }
    return known->second;
  }

  Train::Formation formed() {
    std::size_t places = 0;
    const Train::Yard yard{.place = [&](Car car, const ObjectId& onto) -> std::optional<ObjectId> {
                             ++places;
                             if (!world_.merges(chains_.at(onto), car)) return {};
                             return commit_of(chains_.at(onto), car);
                           },
                           .known =
                               [&](const ObjectId& commit) {
                                 const auto found = verdicts_.find(commit);
                                 if (found == verdicts_.end()) return Train::Known::nothing;
                                 return found->second ? Train::Known::passed : Train::Known::failed;
                               }};
    const auto formation = train.form(tip_, yard);
    EXPECT_LE(places, most_places_ = std::max(most_places_, train.window()));
    for (const auto& test : formation.tests) {
      Cars expected = chains_.at(tip_);
      expected.insert(expected.end(), test.cars.begin(), test.cars.end());
      EXPECT_EQ(chains_.at(test.commit), expected);
    }
    return formation;
  }

  bool act(const Train::Formation& formation) {
    EXPECT_LE(
        !formation.land.empty() + formation.rejected.has_value() + formation.conflicted.has_value(),
        1);
    const Cars& branch = chains_.at(tip_);
    if (formation.rejected) {
      EXPECT_FALSE(verdicts_.at(commit_of(branch, *formation.rejected))) << "rejected untested";
      end(ends.rejected, *formation.rejected);
      train.rejected();
      return true;
    }
    if (formation.conflicted) {
      EXPECT_FALSE(world_.merges(branch, *formation.conflicted));
      end(ends.conflicted, *formation.conflicted);
      return true;
    }
    if (formation.land.empty()) return false;
    for (const Car car : formation.land) {
      tip_ = commit_of(chains_.at(tip_), car);
      end(ends.landed, car);
    }
    const auto verdict = verdicts_.find(tip_);
    EXPECT_TRUE(verdict != verdicts_.end() && verdict->second) << "landed without a PASS";
    train.landed(formation.land.size());
    return true;
  }

  void end(Cars& how, Car car) {
    how.push_back(car);
    EXPECT_TRUE(ended_.insert(car).second) << car << " ended twice";
    train.leave(car);
  }

  World world_;
  std::size_t workers_, most_places_ = 0;
  ObjectId tip_;
  std::map<ObjectId, Cars> chains_;
  std::map<Cars, ObjectId> ids_;
  std::map<ObjectId, bool> verdicts_;
  std::vector<ObjectId> running_;
  std::set<Car> ended_;
};

}  // namespace sage::test
