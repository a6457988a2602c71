#include <unistd.h>

#include <algorithm>

#include "agent/command.h"
#include "command/drain.h"
#include "command/keep_stream_logs.h"
#include "command/recovered_names.h"
#include "engine/stored_result.h"
#include "engine/weights.h"
#include "os/cores.h"
#include "push.h"
#include "repo/checkout_sync.h"
#include "repo/workspace.h"
#include "run/journal.h"
#include "stream.h"
#include "worker/local_pool.h"

namespace sage {

std::size_t worker_limit(const Options& options, const Settings& settings) {
  const bool in_batches = options.modes.mode == RunMode::parallel_interactive;
  if (!options.parallel && !in_batches) return 1;
  if (options.parallel.value_or("auto") != "auto") return std::stoul(*options.parallel);
  return static_cast<std::size_t>(std::min(usable_cores(), settings.max_workers));
}

namespace {

LocalPoolOptions pool_options(const App& app, const Options& options, const Session& session,
                              const std::string& backend, const fs::path& log, int wake_fd) {
  LocalPoolOptions pool;
  pool.command = {app.program.string(), "worker",       "--repository",
                  app.folder.string(),  "--workspaces", workspaces_of(app, session).string(),
                  "--backend",          backend};
  pool.environment = app.environment;
  pool.limit = worker_limit(options, session.settings);
  pool.version = SAGE_VERSION;
  pool.wake_fd = wake_fd;
  pool.log = log;
  return pool;
}

/// The way out for tickets without an agent, as it fits this machine.
std::string agent_hint(const App& app) {
  const auto known = presets_on_path(app.variable("PATH"));
  if (known.empty())
    return "set one with: git config sage.agent.command COMMAND (no known agent program is on the "
           "PATH), or give the tickets a `run` command";
  return format("set one with: git config sage.agent.command {} (on the PATH: {})", known.front(),
                listing(known));
}

DrainOptions drain_options(const App& app, const Options& options, const Session& session,
                           const std::string& run, bool start_tickets) {
  const Settings& settings = session.settings;
  DrainOptions drain;
  drain.run = run;
  drain.start_tickets = start_tickets;
  drain.attempts = settings.attempts;
  drain.retry_delay = settings.retry_delay;
  drain.avoid_overlap = options.overlap_check;
  drain.message_template = settings.landing_message;
  drain.ticket_checks = settings.ticket_checks;
  drain.gate = settings.gate;
  drain.landing_hooks = settings.landing_hooks;
  drain.train = train_options(settings, worker_limit(options, settings));
  drain.job_defaults.limits.timeout_ms = settings.timeout.count();
  drain.job_defaults.limits.stall_ms = settings.stall_timeout.count();
  drain.job_defaults.setup = settings.setup;
  drain.job_defaults.copy = settings.copy;
  drain.job_defaults.pristine = settings.pristine;
  drain.no_agent_hint = agent_hint(app);
  drain.agent_of = [&settings](const Ticket& ticket) { return agent_for(settings, ticket); };
  drain.weights_of = [past = past_agent_times(session.layout.runs())](const Backlog& backlog) {
    return weights(backlog, past);
  };
  return drain;
}

/// Workspaces in the checkout would be copied into workspaces, and stand in the way of git.
void require_root_outside(const App& app, const Options& options, const Session& session) {
  const std::string& given = session.settings.workspace_root;
  if (given.empty() || session.repository.is_bare()) return;
  std::error_code unknown;
  const fs::path root = fs::weakly_canonical(app.folder / given, unknown);
  const fs::path way = root.lexically_relative(session.repository.checkout().lexically_normal());
  if (unknown || way.empty() || *way.begin() == "..") return;
  throw Error(kind_of_wrong(options, "workspace.root"),
              format("workspace.root: expected a folder outside the checkout, found {}",
                     escaped(root.native())));
}

/// Says so before anything runs.
void require_what_settings_need(const App& app, const Options& options, const Session& session) {
  session.repository.identity();  // of a landing
  require_root_outside(app, options, session);
  if (!session.settings.landing_hooks) return;
  const std::string version =
      GitProgram(app.environment, git_folder_of(session.repository))({"version"});
  if (!is_git_at_least(version, 2, 36))
    throw Error(ErrorKind::invalid_input,
                format("landing.hooks needs git 2.36 or newer, found {}", excerpt(version, 60)));
}

/// Without root's rights an overlay needs a user namespace, in which an agent's sudo and ssh fail.
bool is_overlay_fit(const Session& session, const Target& target) {
  const ObjectId tip = session.repository.commit_of(target.ref).value_or(target.start);
  return ::geteuid() == 0 && is_worth_an_overlay(session.repository, tip);
}

/// Which workspaces the run uses: "plain" or "overlay".
std::string choose_backend(const App& app, const Session& session, const Target& target) {
  const std::string& wanted = session.settings.backend;
  if (wanted == "plain" || (wanted == "auto" && !is_overlay_fit(session, target))) return "plain";
  const fs::path root = workspaces_of(app, session);
  const std::string reason = why_no_overlay_workspaces(root);
  if (reason.empty()) return "overlay";
  if (wanted == "auto") return "plain";
  throw Error(ErrorKind::invalid_input,
              format("workspace.backend is overlay, but there can be none under {}: {}",
                     escaped(root.string()), escaped(reason)),
              "with auto, plain workspaces are used where there can be no overlay");
}

void finish_push(Pusher& pusher, Interrupts& interrupts, Drained& drained) {
  drained.push_failed = !pusher.finish(interrupts);
  if (drained.push_failed && interrupts.asked().what == Interrupt::stop)
    drained.interrupted = Interrupt::stop;
}

void tell_the_end(EventSink& events, SteadyTime started, int code, const Drained& drained) {
  const auto took = std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - started).count();
  events.take({wall_now(), event::RunFinished{code, took, drained.all_recorded}});
}

void require_what_the_run_needs(const App& app, const Session& session, const Target& target) {
  if (target.checked_out) require_readable_index(session.repository);
  make_folders(workspaces_of(app, session));
}

}  // namespace

Drained drain(const App& app, const Options& options, Session& session, Interrupts& interrupts,
              Display& display, const Beginning& beginning) {
  const Layout& layout = session.layout;
  const Target target = target_of(app, session);
  require_what_settings_need(app, options, session);
  require_what_the_run_needs(app, session, target);
  const std::string backend = choose_backend(app, session, target);
  exclude_own_files(session.repository);
  const auto locks = take_stream_lock(session, options.command_line);

  Fanout events;
  Publisher publisher(session.repository, layout, {target.ref, target.start, options.command_line},
                      events);
  GitLander lander(session.repository, publisher);
  CommitQueue queue(layout.queue(), target.ref);
  const auto index = index_of(session, target, lander);
  const std::string run = next_run_id(layout.runs());
  LocalPool pool(pool_options(app, options, session, backend, layout.run(run) / "workers.log",
                              interrupts.fd()));
  std::optional<Pusher> pusher;
  if (session.settings.push)
    pusher.emplace(app, session.repository, target.ref, *session.settings.push,
                   layout.run(run) / "push.log", events);
  VerdictStore verdicts = verdicts_of(session);
  if (!beginning.start_tickets) verdicts.let_go_of_failures();  // who lands by hand has a reason to

  RecoveredNames named(events);
  Coordinator coordinator(
      drain_options(app, options, session, run, beginning.start_tickets),
      {pool, lander, *index, queue, named, layout, [&] { return interrupts.asked(); },
       [&] {
         display.tick();
         if (pusher) pusher->tick();
         if (interrupts.take_suspend()) display.suspend();
       },
       [&](const std::string& ticket, int attempt) {
         return stored_outcome(session.repository, ticket, attempt);
       },
       &verdicts, beginning.guide,
       [&](const QueueEntry& request, const Adoption& adoption) {
         return adopt(session.repository, request, adoption);
       }});
  const auto to_look_at = index_of(session, target, lander);
  if (beginning.begins && !beginning.begins(*to_look_at)) return {};
  const Recovered recovered = beginning.found(session.repository, target.ref, publisher, queue);
  named.know(recovered, *to_look_at);

  Journal journal(layout.journal(run));
  events.add(journal);
  events.add(display);
  if (beginning.listener) events.add(*beginning.listener);
  const auto started = SteadyClock::now();
  const std::size_t workers = beginning.start_tickets ? worker_limit(options, session.settings) : 0;
  events.take({wall_now(), event::RunStarted{run, SAGE_VERSION, target.ref, options.command_line,
                                             static_cast<int>(workers), getpid(),
                                             coordinator.tickets(), coordinator.done(), backend}});
  Drained drained = coordinator.drain(recovered);
  if (pusher) finish_push(*pusher, interrupts, drained);
  keep_stream_logs(layout, events);
  tell_the_end(events, started, beginning.exit_code(drained), drained);
  return drained;
}

}  // namespace sage
