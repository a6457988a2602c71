#include "engine/gate.h"

#include <algorithm>
#include <utility>

namespace sage {
namespace {

constexpr int loss_limit = 3;     // workers that one tree may take along
constexpr int not_run_limit = 2;  // tests of one tree that say nothing

}  // namespace

bool Gate::is_under_test(const ObjectId& tree) const {
  return std::ranges::any_of(tests_, [&](const auto& one) { return one.second.tree == tree; });
}

void Gate::look_again() const {
  if (exists()) verdicts_->look_again();
}

void Gate::begin(std::uint64_t job, GateTest test) {
  look_again();
  test.definition = verdicts_->definition();
  tests_.emplace(job, std::move(test));
}

/// A test that began with another environment says nothing of this one.
GateVerdict Gate::verdict_of(const GateTest& test, const std::vector<CheckReport>& reports) const {
  if (test.definition != verdicts_->definition())
    return {Verdict::NOT_RUN,
            {{.name = "environment",
              .verdict = Verdict::NOT_RUN,
              .message = "what the checks declare as their environment keeps changing"}}};
  GateVerdict verdict{Verdict::PASS, reports};
  if (const auto* failing = first_failing(reports)) verdict.verdict = failing->verdict;
  if (reports.empty()) verdict.verdict = Verdict::NOT_RUN;
  return verdict;
}

GateTest Gate::end(std::uint64_t job, const std::vector<CheckReport>& reports) {
  look_again();
  GateTest test = tests_.extract(job).mapped();
  const GateVerdict verdict = verdict_of(test, reports);
  const bool again = verdict.verdict == Verdict::NOT_RUN && ++not_run_[test.tree] < not_run_limit;
  if (!again) verdicts_->remember(test.tree, verdict);
  return test;
}

GateTest Gate::lost(std::uint64_t job, const std::string& how) {
  GateTest test = tests_.extract(job).mapped();
  if (++losses_[test.tree] >= loss_limit)
    verdicts_->remember(test.tree, {Verdict::NOT_RUN,
                                    {{.name = "worker",
                                      .verdict = Verdict::NOT_RUN,
                                      .message = "its worker was lost: " + how}}});
  return test;
}

void Gate::let_go(const ObjectId& tree) {
  verdicts_->let_go(tree);
  not_run_.erase(tree);
}

std::vector<std::uint64_t> Gate::take_useless(const std::set<ObjectId>& wanted) {
  std::vector<std::uint64_t> jobs;
  for (auto& [job, test] : tests_)
    if (!wanted.contains(test.tree) && !std::exchange(test.cancelled, true)) jobs.push_back(job);
  return jobs;
}

const char* gate_category(Verdict verdict) {
  switch (verdict) {
    case Verdict::NOT_RUN:
      return "gate_not_run";
    case Verdict::NO_TESTS:
      return "gate_no_tests";
    case Verdict::TIMEOUT:
      return "gate_timeout";
    case Verdict::PASS:
    case Verdict::FAIL:
      return "gate_failed";
  }
  return "gate_failed";
}

std::string gate_problem(const GateVerdict& verdict) {
  const auto* failing = first_failing(verdict.reports);
  if (!failing) return "the gate did not run";
  return format("the gate's check `{}` says {}: {}", escaped(failing->name),
                to_string(failing->verdict), escaped(failing->message));
}

}  // namespace sage
