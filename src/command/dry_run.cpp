#include <cstdio>
#include <ctime>

#include "cli/exit_code.h"
#include "command/commands.h"
#include "command/drain.h"
#include "display.h"
#include "modes/usual_choice.h"
#include "outlook.h"
#include "selecting.h"
#include "stream.h"
#include "view/dry_run.h"
#include "view/output.h"

namespace sage {
namespace {

/// "18:05", or "2026-11-20 18:05" on another day.
std::string local_clock(WallTime at, WallTime now) {
  const auto written = [](WallTime time, const char* form) {
    const std::time_t seconds = time / 1000;
    std::tm local{};
    localtime_r(&seconds, &local);
    char text[32];
    return std::string(text, std::strftime(text, sizeof text, form, &local));
  };
  const bool today = written(at, "%F") == written(now, "%F");
  return written(at, today ? "%H:%M" : "%F %H:%M");
}

/// The run that the options ask for, with the selection's own word on a clock that is simulated.
class Rehearsal {
 public:
  Rehearsal(const Options& options, const Session& session)
      : options_(options),
        outlook_(session),
        times_(durations(outlook_.backlog, outlook_.past)),
        wanted_(options.selection.request, outlook_.backlog),
        plan_(outlook_.plan(standing(), options.overlap_check)),
        left_(left_out(wanted_, outlook_.backlog, outlook_.graph, plan_)) {}

  DryRun run(std::size_t workers) {
    DryRun dry{.backlog = outlook_.backlog, .known = times_.known, .now = now_};
    dry.forecast = on(workers, &dry.stopped);
    dry.forecasts = forecasts([this](std::size_t n) { return on(n, nullptr); });
    dry.end = local_clock(now_ + dry.forecast.schedule.makespan, now_);
    dry.left = left_;
    dry.command_with_missing = command_including(left_, outlook_.backlog, options_);
    tell_of_the_rest(dry);
    return dry;
  }

  /// Those that would run and have no agent.
  std::vector<std::string> without_agent(const DryRun& dry, const Settings& settings) const {
    std::vector<std::string> ids;
    for (const Shift& shift : dry.forecast.schedule.shifts)
      if (const Ticket& ticket = outlook_.backlog[shift.ticket]; !agent_for(settings, ticket))
        ids.emplace_back(ticket.id);
    return ids;
  }

 private:
  std::vector<Standing> standing() const {
    auto standing = outlook_.still_to_do();
    for (TicketIndex t = 0; t < standing.size(); ++t)
      if (standing[t] == Standing::deferred && wanted_.retries(outlook_.backlog[t]))
        standing[t] = Standing::waiting;
    return standing;
  }

  Forecast on(std::size_t workers, std::string* stopped) const {
    WallTime clock = now_;
    Selection wanted(options_.selection.request, outlook_.backlog, [&] { return clock; });
    UsualChoice chosen(options_.modes.mode.value_or(RunMode::automatic));
    const auto is_wanted = [&](TicketIndex t, std::int64_t at) {
      clock = now_ + at;
      return wanted.may_start(outlook_.backlog[t]) == Guide::Start::yes;
    };
    const auto may_start = [&](TicketIndex t, std::int64_t at) {
      const Ticket& ticket = outlook_.backlog[t];
      if (!is_wanted(t, at) || !chosen.holds(ticket)) return false;
      wanted.take({clock, event::TicketStarted{.ticket = std::string(ticket.id)}});
      return true;
    };
    const auto more = [&](const std::vector<TicketIndex>& held, std::int64_t at) {
      std::vector<const Ticket*> offers;
      for (const TicketIndex t : held)
        if (is_wanted(t, at)) offers.push_back(&outlook_.backlog[t]);
      chosen.choose(offers);
      return !offers.empty();
    };
    Forecast out =
        forecast(outlook_.backlog, outlook_.graph, plan_, {times_.ms, workers, may_start, more});
    if (stopped) *stopped = wanted.stopped_by();
    return out;
  }

  void tell_of_the_rest(DryRun& dry) const {
    std::vector<bool> told(outlook_.backlog.size());
    for (const Shift& shift : dry.forecast.schedule.shifts) told[shift.ticket] = true;
    for (const auto& waiting : left_.waiting) told[waiting.ticket] = true;
    for (TicketIndex t = 0; t < told.size(); ++t) {
      const Ticket& ticket = outlook_.backlog[t];
      const Standing standing = plan_.standing(t);
      if (outlook_.in_hand(ticket.id)) dry.in_hand.push_back(t);
      if (outlook_.waits_to_land(ticket.id)) dry.to_land.push_back(t);
      if (ticket.is_container || standing == Standing::done) continue;
      if (!wanted_.includes(ticket))
        ++dry.not_selected;
      else if (standing == Standing::blocked)
        dry.blocked.push_back({t, plan_.blocked_by(t)});
      else if (standing == Standing::deferred)
        dry.deferred.push_back(t);
      else if (!told[t] && !dry.stopped.empty())
        dry.held_back.push_back(t);
    }
  }

  const Options& options_;
  const WallTime now_ = wall_now();
  const Outlook outlook_;
  const Durations times_;
  const Selection wanted_;
  const Plan plan_;
  const LeftOut left_;
};

void print(const App& app, const Options& options, const DryRun& dry) {
  if (options.format != Format::human) {
    print_result(pretty(dry_run_json(dry)));
    return;
  }
  ReportOptions report;
  report.style = style_for(app, options, app.stdout_is_terminal);
  report.columns = columns_of_stdout();
  print_result(dry_run_text(dry, report));
}

}  // namespace

int dry_run_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  if (!session.settings.onto.empty()) target_of(app, session);
  Rehearsal rehearsal(options, session);
  const DryRun dry = rehearsal.run(worker_limit(options, session.settings));
  print(app, options, dry);
  if (const auto without = rehearsal.without_agent(dry, session.settings); !without.empty())
    fmt::print(stderr, "sage-stream: no agent is configured for {} of the tickets: {}\n",
               without.size(), listing(without));
  const bool nothing = dry.forecast.schedule.shifts.empty();
  return nothing && options.fail_if_empty ? exit_code::nothing_ready : exit_code::ok;
}

}  // namespace sage
