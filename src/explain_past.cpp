#include "base/text.h"
#include "explain.h"
#include "os/file.h"
#include "run/journal.h"

namespace sage {
namespace {

/// Journals are large, and most do not speak of the ticket.
bool speaks_of(const fs::path& journal, const std::string& ticket) {
  const auto text = read_file(journal);
  return text && text->find(format(R"("ticket":"{}")", ticket)) != text->npos;
}

std::vector<Tried> failures_in(const std::vector<Event>& events, const std::string& ticket) {
  std::vector<Tried> tried;
  for (const Event& event : events) {
    if (const auto* failed = std::get_if<event::AttemptFailed>(&event.body);
        failed && failed->ticket == ticket)
      tried.push_back({failed->attempt, failed->category, failed->message, failed->log});
    if (const auto* clash = std::get_if<event::Conflicted>(&event.body);
        clash && clash->ticket == ticket)
      tried.push_back(
          {clash->attempt, "merge_conflict", "conflict in " + listing(clash->paths), ""});
  }
  return tried;
}

std::string text_in(const json::object& object, const char* name) {
  const auto* found = object.if_contains(name);
  return found && found->is_string() ? std::string(found->get_string()) : "";
}

void add_result(std::span<const PinnedResult> pins, Deferral& deferral) {
  int newest = 0;
  for (const auto& pin : pins) {
    if (pin.ticket != deferral.id || pin.attempt < newest) continue;
    newest = pin.attempt;
    deferral.result = pin.commit;
    deferral.result_ref = pin.ref;
  }
}

}  // namespace

PastRun newest_run_of(const Layout& layout, const std::string& ticket) {
  const auto runs = list_runs(layout.runs());
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    const fs::path journal = layout.journal(*run);
    if (!speaks_of(journal, ticket)) continue;
    try {
      const auto events = read_journal(journal);
      const RunState state = fold(events);
      const auto found = state.tickets.find(ticket);
      if (found != state.tickets.end()) return {*run, failures_in(events, ticket), found->second};
    } catch (const Error&) {
      // A journal that cannot be read tells nothing; an older one may.
    }
  }
  return {};
}

Deferral deferral_of(const Ticket& ticket, std::span<const PinnedResult> pins) {
  Deferral out{.id = std::string(ticket.id), .title = std::string(ticket.title)};
  const json::value document = parse_json(ticket.json, "the ticket");
  for (const char* name : {"defer_reason", "deferReason", "deferred_reason"}) {
    const auto* reason = document.get_object().if_contains(name);
    if (reason && reason->is_string()) out.message = std::string(reason->get_string());
    if (!reason || !reason->is_object()) continue;
    const auto& object = reason->get_object();
    out.category = text_in(object, "category");
    out.message = text_in(object, "message");
    out.last_error = text_in(object, "last_error");
    out.at = text_in(object, "deferred_at");
    if (const auto* attempts = object.if_contains("attempts"); attempts && attempts->is_int64())
      out.attempts = static_cast<int>(attempts->get_int64());
  }
  if (out.category.empty()) out.category = std::string(to_string(ticket.state));
  if (out.message.empty()) out.message = "the index does not say why";
  add_result(pins, out);
  return out;
}

std::vector<Deferral> deferred_before(const Session& session, const RunState& run,
                                      const std::function<bool(const Ticket&)>& concerns) try {
  const Backlog backlog = read_backlog(session);
  const auto pins = list_pins(session.repository);
  std::vector<Deferral> deferred;
  for (const Ticket& ticket : backlog.tickets())
    if (Plan::standing_of(ticket.state) == Standing::deferred && concerns(ticket) &&
        !run.tickets.contains(std::string(ticket.id)))
      deferred.push_back(deferral_of(ticket, pins));
  return deferred;
} catch (const Error&) {
  return {};  // whoever needs the index says what is wrong with it
}

}  // namespace sage
