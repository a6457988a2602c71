// The merge train.
//
// Problem: every commit of the branch is to have passed the gate, so serial gating tests one car
// after the other, and a gate of ten minutes lands six cars an hour however many workers idle.
//
// Idea: what is expected to land is a pure function of the order of the cars, of what merges where,
// and of the verdicts known so far; so it is worked out anew whenever one of these changes, and
// nothing about the past has to be kept or undone. The cars are walked in order. Each is placed on
// those expected to land before it; one that does not merge there, or failed there, is expected to
// drop out, and the next is placed where it was placed. All commits of this chain are tested at
// once. A car is judged only when nothing is left between it and the tip: the commit that was
// tested is then the commit that lands, or is rejected, and that is just what serial gating does.
// When a car ahead fails, those behind it stand on the commit before it at once, and should it be
// expected again (the tip moved), what their old commits were found to be is still known.
//
// A batch trades that for fewer tests: one test of the last commit of the chain stands for all. If
// it fails, the shortest prefix that fails is looked for by halves. Where breaking is monotone
// (what more cars join stays broken) the same cars land as in serial gating, but a commit in the
// midst of what lands was not tested itself. A batch stays as it is while it is tested: were it to
// take in what arrives meanwhile, its last commit would be another one each time and never be
// tested.
//
// The window follows TCP: it grows by one with each success and is halved by a failure, because
// behind a car that fails all tests were in vain.
//
// Cost: a place for each car of the window. A speculative failure costs the tests behind it, a
// failure in a batch of n cars log2(n) more tests. Source: the "not rocket science" rule of Graydon
// Hoare, the dependent pipelines of Zuul, the bisection of Bors.

#include "queue/train.h"

#include <algorithm>

namespace sage {

Train::Train(TrainOptions options) : options_(options) {
  options_.longest =
      options.mode == TrainMode::serial ? 1 : std::max<std::size_t>(options.longest, 1);
  window_ = std::clamp<std::size_t>(options.window, 1, options_.longest);
}

void Train::enter(Car car, double rank) {
  const auto lower = [](double a, const Waiting& b) { return a > b.rank; };
  const auto never_placed = cars_.begin() + static_cast<std::ptrdiff_t>(placed_);
  cars_.insert(std::upper_bound(never_placed, cars_.end(), rank, lower), {car, rank});
}

void Train::leave(Car car) {
  const auto found = std::ranges::find(cars_, car, &Waiting::car);
  if (found == cars_.end()) return;
  if (static_cast<std::size_t>(found - cars_.begin()) < placed_) {
    --placed_;
    batch_ = 0;
  }
  cars_.erase(found);
}

std::vector<Car> Train::cars() const {
  std::vector<Car> cars;
  for (const Waiting& waiting : cars_) cars.push_back(waiting.car);
  return cars;
}

Train::Formation Train::form(const ObjectId& tip, const Yard& yard) {
  const std::size_t most = std::min(window_, cars_.size());
  if (options_.mode != TrainMode::batch) {
    placed_ = std::max(placed_, most);
    return speculate(tip, yard, most);
  }
  if (batch_ == 0) batch_ = most;
  placed_ = std::max(placed_, batch_);
  return bisect(tip, yard, batch_);
}

Train::Formation Train::speculate(const ObjectId& tip, const Yard& yard, std::size_t count) const {
  Formation formation;
  std::vector<Car> chain;
  ObjectId ahead = tip;
  bool leading = true;  // all before this car land now
  for (std::size_t i = 0; i < count; ++i) {
    const Car car = cars_[i].car;
    const auto commit = yard.place(car, ahead);
    const Known known = commit ? yard.known(*commit) : Known::failed;
    if (known == Known::failed) {
      if (i == 0) (commit ? formation.rejected : formation.conflicted) = car;
      leading = false;
      continue;
    }
    chain.push_back(car);
    ahead = *commit;
    leading = leading && known == Known::passed;
    if (leading) formation.land.push_back(car);
    if (known == Known::nothing) formation.tests.push_back({ahead, chain});
  }
  return formation;
}

Train::Formation Train::bisect(const ObjectId& tip, const Yard& yard, std::size_t count) const {
  Formation formation;
  std::vector<Car> chain;
  std::vector<ObjectId> commits;
  for (std::size_t i = 0; i < count; ++i) {
    const Car car = cars_[i].car;
    const auto commit = yard.place(car, commits.empty() ? tip : commits.back());
    if (!commit && i == 0) return {.land = {}, .rejected = {}, .conflicted = car, .tests = {}};
    if (!commit) continue;
    chain.push_back(car);
    commits.push_back(*commit);
  }
  const auto known = [&](std::size_t length) { return yard.known(commits[length - 1]); };
  const auto prefix = [&](std::size_t length) {
    return std::vector(chain.begin(), chain.begin() + static_cast<std::ptrdiff_t>(length));
  };
  std::size_t passed = chain.size();
  while (passed > 0 && known(passed) != Known::passed) --passed;
  std::size_t failed = passed + 1;
  while (failed <= chain.size() && known(failed) != Known::failed) ++failed;
  formation.land = prefix(passed);
  const bool one_fails = failed <= chain.size();
  if (one_fails && failed == 1) formation.rejected = chain.front();
  const std::size_t next = one_fails ? passed + (failed - passed) / 2 : chain.size();
  if (next > passed) formation.tests.push_back({commits[next - 1], prefix(next)});
  return formation;
}

void Train::landed(std::size_t cars) { window_ = std::min(window_ + cars, options_.longest); }

void Train::rejected() { window_ = std::max<std::size_t>(window_ / 2, 1); }

}  // namespace sage
