#include <algorithm>

#include "engine/coordinator.h"
#include "repo/commit.h"

/// What the repository's own hooks say of what is about to land (`landing.hooks`). They are asked
/// last, of what the gate has passed: of each result on top of those that land before it, several
/// at once. What they say of a result counts for the two trees it stands between; a refusal is
/// acted upon when nothing is left between the result and the tip, as with the gate.
namespace sage {
namespace {

constexpr int loss_limit = 3;  // workers that one result's hooks may take along

constexpr const char* our_trailers[] = {ticket_trailer, result_trailer, run_trailer};

/// What makes a landing known must be in the message still, and be the same.
bool keeps_trailers(const std::string& message, const QueueEntry& entry) {
  const auto is = [&](const char* key, const std::string& value) {
    return trailers(message, key) == std::vector{value};
  };
  return is(ticket_trailer, entry.ticket_id) && is(result_trailer, entry.result.hex()) &&
         is(run_trailer, entry.run);
}

/// As an entry holds it: ours are put on when it lands.
std::string without_our_trailers(std::string_view message) {
  std::string out;
  while (!message.empty()) {
    const auto end = std::min(message.find('\n'), message.size() - 1) + 1;
    const auto line = message.substr(0, end);
    if (std::ranges::none_of(our_trailers, [&](const char* key) {
          return line.starts_with(std::string(key) + ":");
        }))
      out += line;
    message.remove_prefix(end);
  }
  return std::string(trimmed(out));
}

}  // namespace

/// Those at the front that may land now. Gives nothing where the first is refused: it has left.
std::vector<Car> Coordinator::passed_by_hooks(const std::vector<Car>& cars, const ObjectId& tip) {
  std::vector<Car> passed;
  hooks_wanted_.clear();
  ObjectId onto = tip;
  for (const Car car : cars) {
    const auto& candidate = std::get<Candidate>(placed_.at({car, onto}));
    const HookedLanding landing{car, parts_.lander.tree_of(onto), candidate.tree};
    const auto known = hook_verdicts_.find(landing);
    if (known == hook_verdicts_.end())
      hooks_wanted_.emplace_back(landing, candidate.commit);
    else if (known->second && onto == tip)
      return refuse(car, *known->second), std::vector<Car>{};
    else if (known->second)
      break;
    else if (hooks_wanted_.empty())
      passed.push_back(car);
    onto = candidate.commit;
  }
  return passed;
}

/// A copy of `refusal`: it may lie in what is erased. NOLINTNEXTLINE(*-unnecessary-value-param)
void Coordinator::refuse(Car car, HookRefusal refusal) {
  hook_verdicts_.erase(hook_verdicts_.lower_bound({car, {}, {}}),
                       hook_verdicts_.lower_bound({car + 1, {}, {}}));
  defer_kept(take_out(car), "hook_refused", refusal.problem, refusal.last_error);
}

void Coordinator::send_hooks() {
  for (const auto& [landing, commit] : std::exchange(hooks_wanted_, {})) {
    const bool is_asked = std::ranges::any_of(
        hook_jobs_, [&, &wanted = landing](const auto& job) { return job.second == wanted; });
    if (is_asked || !waiting_.contains(landing.car) || parts_.pool.free() == 0) continue;
    Job job = options_.job_defaults;
    job.id = ++last_job_;
    job.kind = JobKind::hooks;
    job.run = options_.run;
    job.ticket = waiting_.at(landing.car).entry.ticket_id;
    job.base = commit;
    job.log_folder = parts_.layout.gate_logs(options_.run, job.id).string();
    parts_.pool.send(job);
    hook_jobs_.emplace(job.id, landing);
  }
}

void Coordinator::settle_hooks(const Outcome& outcome) {
  const HookedLanding landing = hook_jobs_.extract(outcome.job).mapped();
  for (const auto& note : outcome.notes) emit(event::Warning{outcome.ticket, note});
  const auto waiting = waiting_.find(landing.car);
  if (outcome.kind == OutcomeKind::cancelled || waiting == waiting_.end()) return;
  QueueEntry& entry = waiting->second.entry;
  auto& refusal = hook_verdicts_[landing];
  if (const auto* failing = first_failing(outcome.checks))
    refusal = {format("{}: {}", failing->name, escaped(failing->message)), failing->output};
  else if (!keeps_trailers(outcome.landing_message, entry))
    refusal = {"commit-msg: it takes away the trailers by which a landing is known", ""};
  if (refusal) return;
  entry.commit_message = without_our_trailers(outcome.landing_message);
  parts_.queue.update(entry);
}

void Coordinator::settle_lost_hooks(const WorkerLoss& loss) {
  emit(event::WorkerLost{loss.worker, "", "while it asked the hooks: " + loss.message});
  const HookedLanding landing = hook_jobs_.extract(loss.job).mapped();
  if (++hook_losses_[landing.car] < loss_limit) return;
  hook_verdicts_[landing] = {"its worker was lost: " + loss.message, ""};
}

}  // namespace sage
