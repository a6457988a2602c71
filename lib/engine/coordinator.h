#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/adopt.h"
#include "engine/attempts.h"
#include "engine/gate.h"
#include "engine/guide.h"
#include "engine/index_store.h"
#include "engine/lander.h"
#include "engine/recovery.h"
#include "engine/state_ledger.h"
#include "plan/plan.h"
#include "queue/entry.h"
#include "queue/train.h"
#include "run/event.h"
#include "run/layout.h"
#include "worker/pool.h"

namespace sage {

/// What the user asked for with signals.
enum class Interrupt {
  none,
  finish,  ///< start nothing new, let running agents finish
  stop,    ///< end running agents as well
};

struct DrainOptions {
  std::string run;  ///< run id
  int attempts = 3;
  Milliseconds retry_delay{2000};
  bool avoid_overlap = true;
  bool start_tickets = true;  ///< false: only what is finished is landed
  std::string message_template;
  std::vector<Check> ticket_checks;  ///< of every ticket, after its own
  std::vector<Check> gate;           ///< what a tree must pass to land; empty: there is no gate
  TrainOptions train;
  bool landing_hooks = false;  ///< the user's own hooks are asked of all that lands
  Job job_defaults;            ///< limits, setup, copy and pristine of every job
  /// The agent that does a ticket; nothing if none is configured for it.
  std::function<std::optional<AgentSpec>(const Ticket&)> agent_of;
  std::string no_agent_hint;  ///< what to do when there is none
  /// Weights of the critical path for a backlog (milliseconds); empty: effort.
  std::function<std::vector<double>(const Backlog&)> weights_of;
};

struct InterruptRequest {
  Interrupt what = Interrupt::none;
  int signal = 0;
};

/// The parts a drain works with; all outlive it.
struct DrainParts {
  WorkerPool& pool;
  Lander& lander;
  IndexStore& index;
  CommitQueue& queue;
  EventSink& events;
  const Layout& layout;
  std::function<InterruptRequest()> interrupt;
  /// Called at least four times a second while the drain goes on.
  std::function<void()> each_turn;
  /// The outcome that a worker stored durably, if it did: its word counts more than its death.
  std::function<std::optional<Outcome>(const std::string& ticket, int attempt)> stored_outcome;
  VerdictStore* verdicts = nullptr;  ///< where there is a gate
  Guide* guide = nullptr;            ///< none: everything may start and land
  /// Makes a request in the queue a result (engine/adopt.h).
  std::function<QueueEntry(const QueueEntry& request, const Adoption& adoption)> adopt{};
};

/// How a drain ended.
struct Drained {
  bool anything_ready = false;            ///< some ticket was started, or a finished one landed
  std::size_t landed = 0;                 ///< in this run
  std::size_t deferred = 0, blocked = 0;  ///< at the end, of all that concern the run
  Interrupt interrupted = Interrupt::none;
  bool all_recorded = true;  ///< see event::RunFinished
  bool push_failed = false;  ///< what landed was to be pushed, and could not be
  /// No workspace could be made ready for a ticket, so nothing more was begun.
  std::optional<Error> setup_failed{};
};

/// The one loop that owns a run's state: fill free workers, wait for one thing to happen, settle
/// it. One thread; everything heavy happens in the workers.
class Coordinator {
 public:
  /// Throws Error(invalid_input) if the index is invalid or a ticket has no agent to do it.
  Coordinator(DrainOptions options, DrainParts parts);

  /// Tickets of the backlog, and those done before the run: for RunStarted.
  std::size_t tickets() const { return backlog_->size(); }
  std::size_t done() const { return plan_->count(Standing::done); }

  /// Drains the backlog, beginning with what recovery found.
  Drained drain(const Recovered& recovered);

 private:
  struct Waiting {  // a queued result
    QueueEntry entry;
    std::optional<Held> held{};
    SteadyTime retry_at = SteadyTime::min();
    SteadyTime held_since{};
    bool set_aside = false;     // held, and not in the train: others go ahead of it
    bool in_train = false;      // held before, and being tested anew
    bool was_deferred = false;  // its ticket was when it came: nobody has deferred it since
    bool is_held() const { return held && !in_train; }
  };
  using Placed = std::variant<Candidate, MergeConflict, LandedAt>;
  struct HookedLanding {  // what the hooks are asked of: a result between two trees
    Car car = 0;
    ObjectId before, after;
    auto operator<=>(const HookedLanding&) const = default;
  };
  struct HookRefusal {
    std::string problem, last_error;
  };

  // resume.cpp: where it begins
  void resume(const Recovered& recovered);
  void take_back_in_progress();
  std::string not_awaited(const std::string& id) const;
  void settle_again(const std::string& id, const Event& settled);
  void try_again(const std::vector<std::string>& deferred);
  void retry_what_was_deferred();

  // coordinator.cpp: the loop
  bool anything_left();
  bool may_begin() const;
  bool only_held_back_is_left() const;
  bool more_is_wanted();
  void obey_interrupt();
  void tell_of_orphans();
  void fill();
  void hold_back(TicketIndex ticket);
  bool stuck() const;
  void start(TicketIndex ticket);
  void put_back_due();
  SteadyTime next_deadline() const;
  Drained finish();

  // reload.cpp: the index
  void load(bool first);
  void reload_if_changed();
  void give_up_what_is_not_awaited();
  Standing standing_now(const Ticket& ticket) const;
  void require_agents(const Backlog& backlog, const Plan& plan) const;
  static void require_checks(const Backlog& backlog, const Plan& plan);

  // settle.cpp: what came of a job
  void settle_what_comes();
  void settle(const PoolEvent& event);
  void settle(const WorkerProgress& progress);
  void settle(const Outcome& outcome);
  void settle(const WorkerLoss& loss);
  void look_after_orphans();
  void failed(const Outcome& outcome);
  void setup_failed(const Outcome& outcome);
  void try_later(const Outcome& outcome);
  void cancelled(const Outcome& outcome);
  void no_change(const Outcome& outcome);
  void deferred(const Outcome& outcome);
  void keep_rejected(const Outcome& outcome);
  QueueEntry entry_for(const Outcome& outcome) const;
  void queue_result(const Outcome& outcome);
  void judge_no_change(const Outcome& outcome);
  std::vector<std::string> name_discovered(const Outcome& outcome);
  void give_back(const std::string& ticket);
  void defer(const event::Deferred& why, WallTime at = wall_now());

  // take_up.cpp: what others put into the queue
  void look_at_queue();
  std::string why_not(const std::string& id) const;
  void take_up(QueueEntry entry);
  QueueEntry adopted(QueueEntry request);
  void turn_down(QueueEntry entry, EntryStatus status, std::string why);

  // land.cpp: what waits in the queue
  void enter(QueueEntry entry);
  void judge(QueueEntry entry);
  std::vector<const QueueEntry*> made_before(const QueueEntry& newcomer) const;
  void foresee_conflicts(const QueueEntry& entry);
  std::vector<std::string> not_done_before(const QueueEntry& entry) const;
  bool must_wait(Waiting& waiting);
  void free_what_waited_for_dependencies();
  std::vector<Car> landing_turn();
  bool something_urgent_waits_to_land();
  void land_waiting();
  std::size_t land_together(std::span<const Car> cars);
  QueueEntry take_out(Car car);
  void landed(const QueueEntry& entry, const LandedAt& at);
  void conflicted(QueueEntry entry, const MergeConflict& conflict);
  bool has_agent(const QueueEntry& entry) const;
  void send_back(const QueueEntry& entry, const EarlierAttempt& what, const std::string& category);
  void keep(const QueueEntry& entry);
  void defer_kept(QueueEntry entry, const std::string& category, const std::string& why,
                  const std::string& last_error = {});
  void hold(Waiting& waiting, Held held);
  void give_up_held();

  // hooks.cpp: what the user's hooks say of it
  std::vector<Car> passed_by_hooks(const std::vector<Car>& cars, const ObjectId& tip);
  void refuse(Car car, HookRefusal refusal);
  void send_hooks();
  void settle_hooks(const Outcome& outcome);
  void settle_lost_hooks(const WorkerLoss& loss);

  // gating.cpp: what is tested before it lands
  bool has_train() const { return gate_.exists() || options_.landing_hooks; }
  void run_train();
  void take_up_again();
  std::optional<ObjectId> place(Car car, const ObjectId& onto);
  bool act_on(const Train::Formation& formation, const ObjectId& tip);
  bool land_tested(const std::vector<Car>& cars, const ObjectId& tip);
  bool reject(Car car, const ObjectId& tip);
  void send_tests(const Train::Formation& formation);
  void send_test(GateTest test, const std::vector<Car>& cars);
  void settle_test(const Outcome& outcome);
  void settle_lost_test(const WorkerLoss& loss);
  void tell_verdict(const GateTest& test, bool remembered);

  // states.cpp: what becomes of tickets
  std::size_t count_concerned(Standing standing) const;
  void emit(EventBody body, WallTime at = wall_now());
  void emit_counts();
  void done(const std::string& ticket);
  void follow(const Plan::Followed& followed);
  void record_states(bool at_the_end);

  DrainOptions options_;
  DrainParts parts_;
  Guide nobody_;  // where there is no guide
  Guide& guide_;
  std::unique_ptr<Backlog> backlog_;
  std::unique_ptr<Graph> graph_;
  std::unique_ptr<Plan> plan_;
  Attempts attempts_;
  Gate gate_;
  Train train_;                                        // where there is a gate, or hooks are asked
  std::map<Car, Waiting> waiting_;                     // results to land, by seq
  std::map<std::pair<Car, ObjectId>, Placed> placed_;  // what a car is on top of a commit
  std::vector<std::pair<HookedLanding, ObjectId>> hooks_wanted_;         // with their candidates
  std::map<std::uint64_t, HookedLanding> hook_jobs_;                     // under way
  std::map<HookedLanding, std::optional<HookRefusal>> hook_verdicts_{};  // nothing: it may land
  std::map<Car, int> hook_losses_;
  bool tip_is_to_be_tested_ = false;             // is the branch itself to blame?
  std::uint64_t last_job_ = 0;                   // id
  std::multimap<std::string, QueueEntry> kept_;  // results of deferred tickets, for `land`
  std::vector<Orphan> orphans_;
  StateLedger states_;
  std::set<std::string> told_blocked_;     // whose Blocked event was sent
  std::vector<std::string> reserved_ids_;  // of discovered tickets that are not in the index yet
  bool discovered_ = false;                // tickets were added that the plan does not hold yet
  Interrupt interrupt_ = Interrupt::none;
  std::optional<Error> setup_failed_;  // the first time
  bool no_more_ = false;               // the guide said so
  std::set<std::string> held_back_;    // ready, and the guide does not want them now
  SteadyTime slowed_until_{};
  int slowed_times_ = 0;
  SteadyTime next_record_;
  std::string index_problem_;  // told once
  bool anything_ready_ = false;
  std::size_t landed_ = 0;
};

}  // namespace sage
