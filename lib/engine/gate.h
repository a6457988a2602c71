#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "check/verdict_store.h"
#include "os/clock.h"

namespace sage {

/// A gate job under way.
struct GateTest {
  std::string ticket;  ///< empty: the branch's own tree is tested
  ObjectId commit, tree;
  SteadyTime since{};
  std::string definition{};  ///< of the gate, when it began
  bool cancelled = false;
};

/// The gate of a run: which trees are known, and which are being tested. A tree is never tested
/// twice, nor by two workers at once.
class Gate {
 public:
  /// No checks: there is no gate. `verdicts` outlives it.
  Gate(std::vector<Check> checks, VerdictStore* verdicts)
      : checks_(std::move(checks)), verdicts_(verdicts) {}

  bool exists() const { return !checks_.empty(); }
  /// What the checks declare as their environment may have changed.
  void look_again() const;
  const std::vector<Check>& checks() const { return checks_; }
  std::optional<GateVerdict> verdict(const ObjectId& tree) const { return verdicts_->find(tree); }
  /// See VerdictStore.
  void let_go(const ObjectId& tree);
  bool is_under_test(const ObjectId& tree) const;

  void begin(std::uint64_t job, GateTest test);
  bool has(std::uint64_t job) const { return tests_.contains(job); }
  /// The job has ended with these reports: its verdict is remembered, but for a first NOT_RUN,
  /// which asks for another test, and where the gate is another one than when the test began.
  GateTest end(std::uint64_t job, const std::vector<CheckReport>& reports);
  /// It was cancelled: nothing is known of the tree.
  GateTest drop(std::uint64_t job) { return tests_.extract(job).mapped(); }
  /// Its worker was lost: the tree is tested again, but not for ever (then: NOT_RUN).
  GateTest lost(std::uint64_t job, const std::string& how);
  /// The jobs that test none of these trees, to be cancelled: each is given once.
  std::vector<std::uint64_t> take_useless(const std::set<ObjectId>& wanted);

 private:
  std::vector<Check> checks_;
  VerdictStore* verdicts_;
  std::map<std::uint64_t, GateTest> tests_;
  GateVerdict verdict_of(const GateTest& test, const std::vector<CheckReport>& reports) const;

  std::map<ObjectId, int> losses_, not_run_;  ///< how often, by tree
};

/// The word of docs/OUTCOMES.md for a verdict that is not PASS: "gate_failed" …
const char* gate_category(Verdict verdict);

/// What to tell of it, one line: "the gate's check `build` …".
std::string gate_problem(const GateVerdict& verdict);

}  // namespace sage
