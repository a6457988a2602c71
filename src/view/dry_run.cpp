#include "view/dry_run.h"

#include <algorithm>

#include "base/text.h"
#include "view/event_line.h"

namespace sage {
namespace {

std::string id_of(const DryRun& dry, TicketIndex t) { return std::string(dry.backlog[t].id); }

std::vector<std::string> ids_of(const DryRun& dry, std::span<const TicketIndex> tickets) {
  std::vector<std::string> ids;
  for (const TicketIndex t : tickets) ids.push_back(id_of(dry, t));
  return ids;
}

/// Those of the critical path that are work.
std::vector<TicketIndex> path_of(const DryRun& dry) {
  std::vector<TicketIndex> path = dry.forecast.critical_path.tickets;
  std::erase_if(path, [&](TicketIndex t) { return dry.backlog[t].is_container; });
  return path;
}

std::string headline(const DryRun& dry) {
  const Schedule& schedule = dry.forecast.schedule;
  if (schedule.shifts.empty()) return "nothing would run";
  return format("would run {} on {} in about {}, until {}",
                counted(schedule.shifts.size(), "ticket"), counted(dry.forecast.workers, "worker"),
                human_duration(schedule.makespan), dry.end);
}

std::string where_times_come_from(const DryRun& dry) {
  if (dry.known == 0)
    return format("no past run tells how long a ticket takes: assumed are {} on average, by effort",
                  human_duration(assumed_time));
  return format("times: of past runs for {}, the others by effort or average",
                counted(dry.known, "ticket"));
}

std::string waves_text(const DryRun& dry, const ReportOptions& options) {
  std::string out;
  std::size_t number = 0;
  for (const Wave wave : waves_of(dry.forecast.schedule)) {
    std::vector<Entry> entries;
    for (const Shift& shift : wave)
      entries.push_back({id_of(dry, shift.ticket),
                         {format("{:<7}  {}", human_duration(shift.end - shift.start),
                                 dry.backlog[shift.ticket].title)}});
    ReportOptions all = options;
    all.limit = entries.size();
    out += section(Tone::good,
                   format("wave {}, after {}", ++number, human_duration(wave.front().start)),
                   entries, all);
  }
  return out;
}

/// "A -> B -> C": a long one is cut in the middle.
std::string chain(std::vector<std::string> ids) {
  constexpr std::size_t most = 24;
  if (ids.size() > most) {
    const auto cut = static_cast<std::ptrdiff_t>(ids.size() - most);
    ids[most / 2] = format("… {} more …", cut + 1);
    ids.erase(ids.begin() + most / 2 + 1, ids.begin() + most / 2 + 1 + cut);
  }
  std::string out;
  for (const auto& id : ids) out += (out.empty() ? "" : " -> ") + id;
  return out;
}

std::string makespans_text(const DryRun& dry) {
  std::string out = "workers     time   at least\n";
  for (const Forecast& one : dry.forecasts)
    out += format("{:>7}  {:>7}    {:>7}\n", one.workers, human_duration(one.schedule.makespan),
                  human_duration(one.lower_bound()));
  return out + "more workers do not make it shorter\n";
}

/// What would not run, and why.
std::string rest_text(const DryRun& dry, const ReportOptions& options) {
  std::vector<Entry> blocked, waiting;
  for (const auto& [ticket, chain] : dry.blocked)
    blocked.push_back(
        {id_of(dry, ticket), {"by " + blocked_by(id_of(dry, ticket), ids_of(dry, chain))}});
  for (const auto& [ticket, for_them] : dry.left.waiting)
    waiting.push_back({id_of(dry, ticket), {"for " + listing(ids_of(dry, for_them))}});
  std::string out =
      section(Tone::warn, "blocked", blocked, options) +
      section(Tone::warn, "waiting for tickets that are not selected", waiting, options);
  const auto line = [&](const std::string& text) { out += paragraph(text, options); };
  if (!waiting.empty()) line("with them: " + dry.command_with_missing);
  if (!dry.deferred.empty())
    line(format("deferred: {} (--retry-deferred tries them again)",
                listing(ids_of(dry, dry.deferred))));
  if (!dry.held_back.empty())
    line(format("not begun because of {}: {}", dry.stopped, listing(ids_of(dry, dry.held_back))));
  if (dry.not_selected > 0) line(format("not selected: {}", counted(dry.not_selected, "ticket")));
  return out;
}

json::array ids_json(const DryRun& dry, std::span<const TicketIndex> tickets) {
  json::array out;
  for (const TicketIndex t : tickets) out.push_back(to_json(dry.backlog[t].id));
  return out;
}

json::array tickets_json(const DryRun& dry) {
  std::vector<TicketIndex> path = path_of(dry);
  std::ranges::sort(path);
  json::array out;
  std::size_t number = 0;
  for (const Wave wave : waves_of(dry.forecast.schedule)) {
    ++number;
    for (const Shift& shift : wave) {
      const Ticket& ticket = dry.backlog[shift.ticket];
      out.push_back({{"id", to_json(ticket.id)},
                     {"title", to_json(ticket.title)},
                     {"wave", number},
                     {"worker", shift.worker},
                     {"start_ms", shift.start},
                     {"end_ms", shift.end},
                     {"critical", std::ranges::binary_search(path, shift.ticket)}});
    }
  }
  return out;
}

json::array left_json(const DryRun& dry) {
  json::array out;
  const auto add = [&](TicketIndex t, const char* why, std::span<const TicketIndex> others) {
    out.push_back(
        {{"id", to_json(dry.backlog[t].id)}, {"why", why}, {"tickets", ids_json(dry, others)}});
  };
  for (const auto& [ticket, chain] : dry.blocked)
    add(ticket, "blocked", std::span(chain).subspan(std::min<std::size_t>(chain.size(), 1)));
  for (const TicketIndex t : dry.deferred) add(t, "deferred", {});
  for (const auto& [ticket, for_them] : dry.left.waiting) add(ticket, "waiting", for_them);
  for (const TicketIndex t : dry.held_back) add(t, "held_back", {});
  return out;
}

json::array makespans_json(const DryRun& dry) {
  json::array out;
  for (const Forecast& one : dry.forecasts)
    out.push_back({{"workers", one.workers},
                   {"makespan_ms", one.schedule.makespan},
                   {"lower_bound_ms", one.lower_bound()}});
  return out;
}

}  // namespace

std::string dry_run_text(const DryRun& dry, const ReportOptions& options) {
  const Schedule& schedule = dry.forecast.schedule;
  std::string out = paragraph(headline(dry), options);
  if (!schedule.shifts.empty()) out += paragraph(where_times_come_from(dry), options);
  if (!dry.in_hand.empty())
    out += paragraph("a stream is at work; in its hands: " + listing(ids_of(dry, dry.in_hand)),
                     options);
  if (!dry.to_land.empty())
    out += paragraph("finished, and lands first: " + listing(ids_of(dry, dry.to_land)), options);
  if (!schedule.shifts.empty()) {
    out += "\n" + waves_text(dry, options) + "\n";
    out +=
        paragraph(format("critical path, {}: {}", human_duration(dry.forecast.critical_path.length),
                         chain(ids_of(dry, path_of(dry)))),
                  options);
    out += "\n" + makespans_text(dry);
  }
  const std::string rest = rest_text(dry, options);
  return rest.empty() ? out : out + "\n" + rest;
}

json::value dry_run_json(const DryRun& dry) {
  const Forecast& cast = dry.forecast;
  return {{"schema", "sage.plan/1"},
          {"workers", cast.workers},
          {"makespan_ms", cast.schedule.makespan},
          {"lower_bound_ms", cast.lower_bound()},
          {"work_ms", cast.work},
          {"eta", iso_time(dry.now + cast.schedule.makespan)},
          {"times", {{"known", dry.known}, {"assumed_ms", dry.known == 0 ? assumed_time : 0}}},
          {"waves", waves_of(cast.schedule).size()},
          {"critical_path",
           {{"ms", cast.critical_path.length}, {"tickets", ids_json(dry, path_of(dry))}}},
          {"makespans", makespans_json(dry)},
          {"tickets", tickets_json(dry)},
          {"left", left_json(dry)},
          {"missing", ids_json(dry, dry.left.missing)},
          {"not_selected", dry.not_selected},
          {"in_hand", ids_json(dry, dry.in_hand)},
          {"to_land", ids_json(dry, dry.to_land)}};
}

}  // namespace sage
