#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <set>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "command/named_run.h"
#include "confirm.h"
#include "git_program.h"
#include "run/journal.h"
#include "stream.h"
#include "ticket/named.h"

namespace sage {
namespace {

std::string short_id(const ObjectId& id) { return id.hex().substr(0, 12); }

/// A journal that begins when something happens: a rollback that is refused was no run.
class LateJournal : public EventSink {
 public:
  LateJournal(fs::path file, event::RunStarted start)
      : file_(std::move(file)), start_(std::move(start)) {}

  void take(const Event& event) override { take_all({&event, 1}); }
  void take_all(std::span<const Event> events) override {
    if (!journal_) journal_.emplace(file_).take({wall_now(), start_});
    journal_->take_all(events);
  }
  bool has_begun() const { return journal_.has_value(); }

 private:
  fs::path file_;
  event::RunStarted start_;
  std::optional<Journal> journal_;
};

class RollbackCommand {
 public:
  RollbackCommand(const App& app, const Options& options)
      : app_(app),
        options_(options),
        request_(options.care.rollback),
        session_(open_session(app, options)),
        target_(choose_target(session_.repository, session_.settings.onto)),
        publisher_(session_.repository, session_.layout,
                   {target_.ref, target_.start, options.command_line}, events_),
        lander_(session_.repository, publisher_),
        index_(index_of(session_, target_, lander_)) {}

  int run() {
    require_branch();
    if (!options_.care.dry_run) prepare();
    const Backlog backlog = index_->read();
    const ObjectId tip = publisher_.tip();
    Rollback rollback = plan(backlog, tip);
    refuse_dependents(rollback);
    leave_out_what_is_gone(rollback, backlog, tip);
    if (rollback.landings.empty()) return nothing_to_do(rollback);
    if (options_.care.dry_run) return tell_plan(rollback);
    if (!options_.care.yes) {
      list(rollback, stderr);
      if (!confirmed(app_, format("Take {} back?", counted(rollback.landings.size(), "landing")),
                     "--force"))
        return nothing_changed();
    }
    return tell(rollback, take_back(rollback, backlog));
  }

 private:
  /// A drain would make it.
  void require_branch() const {
    if (!session_.settings.onto.empty() && !session_.repository.commit_of(target_.ref))
      throw Error(ErrorKind::repository_state, format("{}: there is no such branch", target_.ref));
  }

  void prepare() {
    session_.repository.identity();
    exclude_own_files(session_.repository);
    locks_ = take_stream_lock(session_, options_.command_line);
    CommitQueue queue(session_.layout.queue(), target_.ref);
    const auto found =
        recover(session_.repository, session_.layout, target_.ref, publisher_, queue);
    finish_rollback(*index_, found.rolled_back);
  }

  Rollback plan(const Backlog& backlog, const ObjectId& tip) {
    const auto standing = standing_landings(session_.repository, tip);
    name_run(standing);
    Rollback rollback = plan_rollback(standing, backlog, Graph::build(backlog), request_);
    require_what_is_named(backlog, rollback);
    return rollback;
  }

  /// The beginning of a run's id will do.
  void name_run(const std::vector<LandingCommit>& standing) {
    if (request_.run.empty()) return;
    auto runs = list_runs(session_.layout.runs());
    for (const auto& landing : standing) runs.push_back(landing.run);
    std::ranges::sort(runs);
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
    if (auto whole = named_run(runs, request_.run); !whole.empty()) request_.run = std::move(whole);
  }

  /// What has landings may have left the index, or the folder of runs, since.
  void require_what_is_named(const Backlog& backlog, const Rollback& rollback) const {
    const RollbackRequest& request = request_;
    for (const auto& id : rollback.not_landed) named_ticket(backlog, id);
    if (!rollback.landings.empty()) return;
    if (!request.component.empty()) require_component(backlog, request.component);
    if (!request.run.empty()) require_run(list_runs(session_.layout.runs()), request.run);
  }

  static void refuse_dependents(const Rollback& rollback) {
    if (rollback.dependents.empty()) return;
    const auto& ids = rollback.dependents;
    throw Error(ErrorKind::repository_state,
                format("{} {} COMPLETED and {} on what would be taken back", listing(ids),
                       ids.size() == 1 ? "is" : "are", ids.size() == 1 ? "depends" : "depend"),
                "--with-dependents takes them back, too");
  }

  /// What somebody has reverted by hand needs no empty commit.
  void leave_out_what_is_gone(Rollback& rollback, const Backlog& backlog, const ObjectId& tip) {
    if (rollback.landings.empty()) return;
    auto proposed = propose_rollback(session_.repository, rollback, backlog, tip, "", wall_now());
    refuse_clashes(proposed);
    std::set<ObjectId> gone;
    ObjectId below = session_.repository.tree_of(tip);
    for (const auto& proposal : std::get<std::vector<Proposal>>(proposed)) {
      if (proposal.tree == below) gone.insert(proposal.reverts);
      below = proposal.tree;
    }
    std::erase_if(rollback.landings, [&](const LandingCommit& landing) {
      if (!gone.contains(landing.commit)) return false;
      rollback.not_landed.push_back(landing.ticket);
      return true;
    });
  }

  /// As git takes it, without "refs/heads/".
  std::string branch_name() const {
    constexpr std::string_view heads = "refs/heads/";
    return target_.ref.starts_with(heads) ? target_.ref.substr(heads.size()) : target_.ref;
  }

  void refuse_clashes(const std::variant<std::vector<Proposal>, Clashes>& proposed) {
    const auto* clashes = std::get_if<Clashes>(&proposed);
    if (!clashes) return;
    std::vector<std::string> parts;
    for (const auto& clash : *clashes)
      parts.push_back(format("{} in {}", clash.ticket, listing(clash.paths)));
    const Clash& first = clashes->front();
    throw Error(
        ErrorKind::repository_state,
        "what came later is in the way, nothing was changed: " + listing(parts),
        format("git log {}..{} -- {} shows it: take that back first, or with it",
               short_id(first.landing), branch_name(), shell_word(escaped(first.paths.front()))));
  }

  std::vector<TakenBack> take_back(const Rollback& rollback, const Backlog& backlog) {
    const WallTime begun = wall_now();
    const std::string run = next_run_id(session_.layout.runs());
    LateJournal journal(session_.layout.journal(run),
                        {run, SAGE_VERSION, target_.ref, options_.command_line, 0, getpid(),
                         backlog.size(), done_in(backlog)});
    events_.add(journal);
    auto done = publish_rollback(session_.repository, publisher_, rollback, backlog, run, begun);
    if (auto* clashes = std::get_if<Clashes>(&done)) refuse_clashes(std::move(*clashes));
    std::vector<StateChange> changes;
    const auto& taken = std::get<std::vector<TakenBack>>(done);
    for (const auto& [landing, commit] : taken)
      std::ranges::move(states_after_rollback(session_.repository, landing.ticket, landing.commit,
                                              rollback.reopened, begun),
                        std::back_inserter(changes));
    finish_rollback(*index_, changes);
    if (journal.has_begun())
      journal.take({wall_now(), event::RunFinished{exit_code::ok, wall_now() - begun, true}});
    return taken;
  }

  static std::uint64_t done_in(const Backlog& backlog) {
    return static_cast<std::uint64_t>(
        std::ranges::count(backlog.tickets(), State::completed, &Ticket::state));
  }

  int nothing_to_do(const Rollback& rollback) const {
    if (options_.format == Format::json) return tell_plan(rollback);
    const RollbackRequest& request = request_;
    const std::string what = !request.run.empty()         ? "run " + escaped(request.run)
                             : !request.component.empty() ? escaped(request.component)
                                                          : listing(rollback.not_landed);
    fmt::print("nothing to roll back: no landing of {} stands on {}\n", what, target_.ref);
    return exit_code::ok;
  }

  static int nothing_changed() {
    fmt::print("nothing was changed\n");
    return exit_code::ok;
  }

  void list(const Rollback& rollback, std::FILE* where) const {
    fmt::print(where, "{} on {}, newest first:\n", counted(rollback.landings.size(), "landing"),
               target_.ref);
    for (const auto& landing : rollback.landings)
      fmt::print(where, "  {}  {}  {}\n", landing.ticket, short_id(landing.commit),
                 escaped(landing.subject));
    if (!rollback.reopened.empty())
      fmt::print(where, "not done without them: {}\n", listing(rollback.reopened));
    if (!rollback.not_landed.empty())
      fmt::print(where, "no landing stands: {}\n", listing(rollback.not_landed));
  }

  int tell_plan(const Rollback& rollback) const {
    std::vector<TakenBack> planned;
    for (const auto& landing : rollback.landings) planned.push_back({landing, {}});
    if (options_.format == Format::json) return print_json(rollback, planned);
    fmt::print("would take back ");
    list(rollback, stdout);
    return exit_code::ok;
  }

  int tell(const Rollback& rollback, const std::vector<TakenBack>& taken) const {
    if (options_.format == Format::json) return print_json(rollback, taken);
    for (const auto& [landing, commit] : taken)
      fmt::print("{} taken back by {}\n", landing.ticket, short_id(commit));
    if (!rollback.reopened.empty())
      fmt::print("UNPROCESSED again, too: {}\n", listing(rollback.reopened));
    return exit_code::ok;
  }

  int print_json(const Rollback& rollback, const std::vector<TakenBack>& taken) const {
    json::array tickets;
    for (const auto& [landing, commit] : taken)
      tickets.push_back({{"id", valid_utf8(landing.ticket)},
                         {"landing", landing.commit.hex()},
                         {"subject", valid_utf8(landing.subject)},
                         {"commit", to_json(commit)}});
    const json::value document{{"schema", "sage.rollback/1"},
                               {"branch", target_.ref},
                               {"dry_run", options_.care.dry_run},
                               {"tickets", std::move(tickets)},
                               {"reopened", to_json(rollback.reopened)},
                               {"not_landed", to_json(rollback.not_landed)}};
    std::fputs(pretty(document).c_str(), stdout);
    return exit_code::ok;
  }

  const App& app_;
  const Options& options_;
  RollbackRequest request_;
  Session session_;
  const Target target_;
  Fanout events_;
  Publisher publisher_;
  GitLander lander_;
  std::unique_ptr<IndexStore> index_;
  std::vector<DirLock> locks_;
};

}  // namespace

int rollback_command(const App& app, const Options& options) {
  return RollbackCommand(app, options).run();
}

}  // namespace sage
