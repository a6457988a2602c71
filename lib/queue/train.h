#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <vector>

#include "base/object_id.h"

/// The merge train: in which order queued results are tested, on top of which, and what follows
/// from the verdicts. Pure: merging and testing are the caller's, told through two functions.
namespace sage {

using Car = std::uint64_t;  ///< a queued result, by the seq of its entry

enum class TrainMode {
  serial,       ///< one after the other
  speculative,  ///< each on top of those ahead of it that are expected to land, in parallel
  batch,        ///< several at once; a failure is found by bisection
};

struct TrainOptions {
  TrainMode mode = TrainMode::speculative;
  std::size_t window = 4;    ///< at the start: how many cars are tested at once
  std::size_t longest = 64;  ///< the most it grows to
};

class Train {
 public:
  /// What is known of the tree that a commit holds.
  enum class Known { nothing, passed, failed };

  /// The caller's side. `place`: the commit of `car` on top of `onto`, or nothing if it does not
  /// merge there. The same question gets the same answer. `known`: see above.
  struct Yard {
    std::function<std::optional<ObjectId>(Car car, const ObjectId& onto)> place;
    std::function<Known(const ObjectId& commit)> known;
  };

  /// A commit to be tested: the last of `cars`, on top of all others, on top of the tip.
  struct Test {
    ObjectId commit;
    std::vector<Car> cars;
  };

  /// What follows from what is known now. At most one of the first three is not empty; after it was
  /// acted upon (leave), form again.
  struct Formation {
    std::vector<Car> land;          ///< passed: to land, in this order, as one move of the branch
    std::optional<Car> rejected;    ///< failed on the tip itself
    std::optional<Car> conflicted;  ///< does not merge with the tip itself
    /// Wanted whether or not that was acted upon, most important first; others are of no use.
    std::vector<Test> tests;
  };

  explicit Train(TrainOptions options);

  /// At the end; but of the cars that were never placed, those of a higher rank go first.
  void enter(Car car, double rank);
  void leave(Car car);
  bool empty() const { return cars_.empty(); }
  std::vector<Car> cars() const;

  /// Asks for at most a window's worth of places.
  Formation form(const ObjectId& tip, const Yard& yard);

  /// The window grows by one with each car that landed, and is halved with each that was rejected.
  void landed(std::size_t cars);
  void rejected();
  std::size_t window() const { return window_; }

 private:
  struct Waiting {
    Car car;
    double rank;
  };

  Formation speculate(const ObjectId& tip, const Yard& yard, std::size_t count) const;
  Formation bisect(const ObjectId& tip, const Yard& yard, std::size_t count) const;

  TrainOptions options_;
  std::size_t window_;
  std::deque<Waiting> cars_;
  std::size_t placed_ = 0;  ///< so many at the front were placed, and keep their order
  std::size_t batch_ = 0;   ///< so many at the front are tested as one; 0: to be chosen anew
};

}  // namespace sage
