#include "queue/train.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>

#include "queue/train_simulation.h"

namespace sage {
namespace {

using test::Cars;
using test::Chance;
using test::Ends;
using test::Simulation;
using test::World;
using testing::ElementsAre;
using testing::IsEmpty;

const auto always = [](const Cars&, Car) { return true; };

Cars numbered(std::size_t count) {
  Cars cars(count);
  std::iota(cars.begin(), cars.end(), Car{1});
  return cars;
}

std::size_t hash_of(std::size_t seed, const Cars& ahead, Car car) {
  std::size_t hash = seed * 0x9e3779b97f4a7c15U;
  for (const Car one : ahead) hash = (hash ^ one) * 0x100000001b3U;
  hash = (hash ^ car) * 0xff51afd7ed558ccdU;
  return hash >> 33;
}

/// Any answer for any chain of cars: what passed on one may fail on another, and the other way.
World arbitrary_world(Chance& chance) {
  const std::size_t seed = chance.below(1U << 30), failing = chance.below(60),
                    conflicting = chance.below(30);
  return {
      [=](const Cars& ahead, Car car) { return hash_of(seed, ahead, car) % 100 >= conflicting; },
      [=](const Cars& ahead, Car car) { return hash_of(~seed, ahead, car) % 100 >= failing; }};
}

/// Cars that break alone or together, and pairs that do not merge: more cars make nothing better.
World monotone_world(Chance& chance, std::size_t cars) {
  const auto draw = [&](std::size_t sets, std::size_t least, std::size_t most) {
    std::vector<std::set<Car>> drawn(sets);
    for (auto& set : drawn)
      for (std::size_t i = least + chance.below(most - least + 1); i > 0;)
        i -= set.insert(1 + chance.below(cars)).second;
    return drawn;
  };
  const auto holds_none_of = [](std::vector<std::set<Car>> bad) {
    return [bad = std::move(bad)](const Cars& ahead, Car car) {
      std::set<Car> all(ahead.begin(), ahead.end());
      all.insert(car);
      return std::ranges::none_of(bad,
                                  [&](const auto& set) { return std::ranges::includes(all, set); });
    };
  };
  auto conflicts = holds_none_of(draw(chance.below(4), 2, 2));
  return {std::move(conflicts), holds_none_of(draw(chance.below(4), 1, 3))};
}

TrainOptions drawn_options(Chance& chance, TrainMode mode) {
  return {.mode = mode, .window = 1 + chance.below(6), .longest = 1 + chance.below(12)};
}

/// Cars enter, tests end, others push to the branch (at most `pushes` times): in random order.
Ends drive(Simulation& simulation, Chance& chance, const Cars& cars, std::size_t pushes = 0) {
  std::size_t entered = 0;
  for (std::size_t steps = 0; entered < cars.size() || !simulation.train.empty(); ++steps) {
    if (steps == 5000 || testing::Test::HasFailure()) {
      ADD_FAILURE() << "it does not come to an end";
      break;
    }
    if (entered < cars.size() && (simulation.running() == 0 || chance.one_in(3)))
      simulation.train.enter(cars[entered++], 0);
    else if (pushes > 0 && chance.one_in(4))
      simulation.move_tip(1000 + pushes--);
    else if (simulation.running() > 0)
      simulation.finish(chance.below(simulation.running()));
    simulation.form();
    EXPECT_FALSE(simulation.is_stuck());
  }
  return simulation.ends;
}

void expect_all_ended_once(const Ends& ends, const Cars& cars) {
  Cars all = ends.landed;
  all.insert(all.end(), ends.rejected.begin(), ends.rejected.end());
  all.insert(all.end(), ends.conflicted.begin(), ends.conflicted.end());
  std::ranges::sort(all);
  EXPECT_EQ(all, cars);
}

void for_many(const std::function<void(Chance&)>& body, unsigned times = 3000) {
  for (unsigned seed = 0; seed < times && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Chance chance(seed);
    body(chance);
  }
}

TEST(TrainProperty, SpeculationLandsWhatGatingOneByOneLandsWhateverTheGateSays) {
  for_many([](Chance& chance) {
    const Cars cars = numbered(1 + chance.below(12));
    const World world = arbitrary_world(chance);
    Simulation simulation(drawn_options(chance, TrainMode::speculative), world,
                          1 + chance.below(4));
    EXPECT_EQ(drive(simulation, chance, cars), test::one_by_one(world, cars));
  });
}

TEST(TrainProperty, SerialModeIsGatingOneByOne) {
  for_many([](Chance& chance) {
    const Cars cars = numbered(1 + chance.below(12));
    const World world = arbitrary_world(chance);
    Simulation simulation(drawn_options(chance, TrainMode::serial), world, 4);
    const Ends ends = test::one_by_one(world, cars);
    EXPECT_EQ(drive(simulation, chance, cars), ends);
    EXPECT_EQ(simulation.tests, ends.landed.size() + ends.rejected.size());
  });
}

TEST(TrainProperty, BatchesLandWhatGatingOneByOneLandsWhereMoreCarsMakeNothingBetter) {
  for_many([](Chance& chance) {
    const Cars cars = numbered(3 + chance.below(10));
    const World world = monotone_world(chance, cars.size());
    Simulation simulation(drawn_options(chance, TrainMode::batch), world, 1 + chance.below(4));
    EXPECT_EQ(drive(simulation, chance, cars), test::one_by_one(world, cars));
  });
}

TEST(TrainProperty, NothingLandsUntestedAndEachEndsOnceWhateverOthersPush) {
  for (const auto mode : {TrainMode::serial, TrainMode::speculative, TrainMode::batch})
    for_many(
        [&](Chance& chance) {
          const Cars cars = numbered(1 + chance.below(12));
          Simulation simulation(drawn_options(chance, mode), arbitrary_world(chance),
                                1 + chance.below(4));
          expect_all_ended_once(drive(simulation, chance, cars, chance.below(6)), cars);
        },
        1000);
}

TEST(TrainProperty, SpeculationNeverTakesMoreRoundsThanGatingOneByOne) {
  for_many([](Chance& chance) {
    const Cars cars = numbered(1 + chance.below(12));
    const World world = arbitrary_world(chance);
    Simulation simulation(drawn_options(chance, TrainMode::speculative), world,
                          1 + chance.below(4));
    for (const Car car : cars) simulation.train.enter(car, 0);
    simulation.form();
    while (simulation.running() > 0) simulation.round();
    const Ends ends = test::one_by_one(world, cars);
    EXPECT_EQ(simulation.ends, ends);
    EXPECT_LE(simulation.rounds, ends.landed.size() + ends.rejected.size());
  });
}

/// How many rounds it takes to bring `cars` to their ends, all there from the start.
Simulation after_all(TrainOptions options, const World& world, const Cars& cars,
                     std::size_t workers = 1000) {
  Simulation simulation(options, world, workers);
  for (const Car car : cars) simulation.train.enter(car, 0);
  while (!simulation.train.empty() && !testing::Test::HasFailure()) simulation.round();
  return simulation;
}

TEST(Train, TestsAWindowOfCarsARoundWhenAllPass) {
  const Simulation fixed = after_all({.window = 4, .longest = 4}, {always, always}, numbered(40));
  EXPECT_EQ(fixed.rounds, 10u);
  EXPECT_EQ(fixed.tests, 40u);
  const Simulation growing =
      after_all({.window = 4, .longest = 64}, {always, always}, numbered(60));
  EXPECT_EQ(growing.rounds, 4u) << "4, 8, 16 and the rest of the 60";
  EXPECT_THAT(growing.ends.landed, testing::ElementsAreArray(numbered(60)));
}

TEST(Train, BatchTestsAreFewWhenAllPass) {
  const Simulation all = after_all({.mode = TrainMode::batch, .window = 8, .longest = 8},
                                   {always, always}, numbered(40));
  EXPECT_EQ(all.tests, 5u);
}

TEST(Train, BatchFindsTheOneThatFailsByHalves) {
  const World world{always, [](const Cars& ahead, Car car) {
                      return car != 6 && std::ranges::find(ahead, Car{6}) == ahead.end();
                    }};
  const Simulation one =
      after_all({.mode = TrainMode::batch, .window = 16, .longest = 16}, world, numbered(16));
  EXPECT_THAT(one.ends.rejected, ElementsAre(6));
  EXPECT_EQ(one.ends.landed.size(), 15u);
  EXPECT_EQ(one.tests, 1 + 4 + 2u) << "all; by halves; the others, in two smaller windows";
}

/// A train that is asked one thing after the other. A commit is named by the cars on it.
class Asked {
 public:
  explicit Asked(TrainOptions options = {}) : train(options) {}

  static ObjectId id(std::initializer_list<std::uint8_t> cars) {
    ObjectId id;
    std::ranges::copy(cars, id.bytes.begin());
    return id;
  }
  Train::Formation form(const ObjectId& tip = {}) {
    const auto place = [&](Car car, ObjectId onto) -> std::optional<ObjectId> {
      if (unmergeable.contains({onto, car})) return {};
      *std::ranges::find(onto.bytes, 0) = static_cast<std::uint8_t>(car);
      return onto;
    };
    const auto known = [&](const ObjectId& commit) {
      if (passed.contains(commit)) return Train::Known::passed;
      return failed.contains(commit) ? Train::Known::failed : Train::Known::nothing;
    };
    return train.form(tip, {place, known});
  }
  std::vector<ObjectId> tests(const ObjectId& tip = {}) {
    std::vector<ObjectId> commits;
    for (const auto& test : form(tip).tests) commits.push_back(test.commit);
    return commits;
  }

  Train train;
  std::set<ObjectId> passed, failed;
  std::set<std::pair<ObjectId, Car>> unmergeable;
};

TEST(Train, TestsEachCarOnThoseAheadOfIt) {
  Asked asked;
  for (const Car car : {1, 2, 3}) asked.train.enter(car, 0);
  EXPECT_THAT(asked.tests(), ElementsAre(Asked::id({1}), Asked::id({1, 2}), Asked::id({1, 2, 3})));
  EXPECT_THAT(asked.form().tests[2].cars, ElementsAre(1, 2, 3));
}

TEST(Train, FormsThoseBehindAFailureAnewAtOnce) {
  Asked asked;
  for (const Car car : {1, 2, 3}) asked.train.enter(car, 0);
  asked.failed = {Asked::id({1, 2})};
  EXPECT_THAT(asked.tests(), ElementsAre(Asked::id({1}), Asked::id({1, 3})));
  EXPECT_FALSE(asked.form().rejected) << "1 may fail, and 2 pass without it";
  asked.failed.insert(Asked::id({1}));
  EXPECT_EQ(asked.form().rejected, Car{1});
  EXPECT_THAT(asked.tests(), ElementsAre(Asked::id({2}), Asked::id({2, 3})));
}

TEST(Train, LandsTogetherWhatPassedUpToTheFirstThatIsUndecided) {
  Asked asked;
  for (const Car car : {1, 2, 3, 4}) asked.train.enter(car, 0);
  asked.passed = {Asked::id({1}), Asked::id({1, 2}), Asked::id({1, 2, 3, 4})};
  EXPECT_THAT(asked.form().land, ElementsAre(1, 2));
  EXPECT_THAT(asked.tests(), ElementsAre(Asked::id({1, 2, 3})));
}

TEST(Train, LandsNothingPastACarThatIsToBeRejectedFirst) {
  Asked asked;
  for (const Car car : {1, 2, 3}) asked.train.enter(car, 0);
  asked.passed = {Asked::id({1}), Asked::id({1, 3})};
  asked.failed = {Asked::id({1, 2})};
  EXPECT_THAT(asked.form().land, ElementsAre(1));
}

TEST(Train, TellsWhatDoesNotMergeOnlyOfTheTipItself) {
  Asked asked;
  for (const Car car : {1, 2, 3}) asked.train.enter(car, 0);
  asked.unmergeable = {{Asked::id({1}), 2}};
  EXPECT_FALSE(asked.form().conflicted);
  EXPECT_THAT(asked.tests(), ElementsAre(Asked::id({1}), Asked::id({1, 3})));
  asked.train.leave(1);
  EXPECT_EQ(asked.form(Asked::id({1})).conflicted, Car{2});
}

TEST(Train, RemembersVerdictsWhenTheTipComesBackToThem) {
  Asked asked;
  for (const Car car : {1, 2}) asked.train.enter(car, 0);
  asked.passed = {Asked::id({2})};
  asked.failed = {Asked::id({1})};
  EXPECT_EQ(asked.form().rejected, Car{1});
  asked.train.leave(1);
  EXPECT_THAT(asked.form().land, ElementsAre(2)) << "tested while 1 was still to be rejected";
}

TEST(Train, OrdersByRankOnlyWhatWasNeverPlaced) {
  Asked asked({.window = 2});
  for (const Car car : {1, 2, 3}) asked.train.enter(car, 1);
  asked.form();
  asked.train.enter(4, 9);
  asked.train.enter(5, 9);
  asked.train.enter(6, 0);
  asked.train.enter(7, 1);
  EXPECT_THAT(asked.train.cars(), ElementsAre(1, 2, 4, 5, 3, 7, 6));
  asked.train.leave(1);
  asked.train.enter(8, 99);
  EXPECT_THAT(asked.train.cars(), ElementsAre(2, 8, 4, 5, 3, 7, 6));
  asked.train.leave(99);
  EXPECT_EQ(asked.train.cars().size(), 7u);
}

TEST(Train, GrowsByOneWithEachLandingAndHalvesWithEachRejection) {
  Train train({.window = 4, .longest = 6});
  train.landed(1);
  EXPECT_EQ(train.window(), 5u);
  train.landed(3);
  EXPECT_EQ(train.window(), 6u);
  for (const std::size_t expected : {3u, 1u, 1u}) {
    train.rejected();
    EXPECT_EQ(train.window(), expected);
  }
  Train serial({.mode = TrainMode::serial, .window = 8});
  serial.landed(5);
  EXPECT_EQ(serial.window(), 1u);
}

TEST(Train, KeepsABatchAsItIsWhileItIsTested) {
  Asked asked({.mode = TrainMode::batch, .window = 4});
  for (const Car car : {1, 2}) asked.train.enter(car, 0);
  EXPECT_THAT(asked.tests(), ElementsAre(Asked::id({1, 2})));
  asked.train.enter(3, 0);
  EXPECT_THAT(asked.tests(), ElementsAre(Asked::id({1, 2})));
  asked.passed = {Asked::id({1, 2})};
  EXPECT_THAT(asked.form().land, ElementsAre(1, 2));
  asked.train.leave(1);
  asked.train.leave(2);
  EXPECT_THAT(asked.tests(Asked::id({1, 2})), ElementsAre(Asked::id({1, 2, 3})));
}

TEST(Train, AsksForNothingWhenItIsEmpty) {
  for (const auto mode : {TrainMode::serial, TrainMode::speculative, TrainMode::batch}) {
    Asked asked({.mode = mode});
    EXPECT_THAT(asked.tests(), IsEmpty());
    EXPECT_TRUE(asked.train.empty());
  }
}

}  // namespace
}  // namespace sage
