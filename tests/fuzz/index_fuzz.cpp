// The ticket index: read, and edited in place.
#include "agent/command.h"
#include "fuzz/fuzz.h"
#include "plan/graph.h"
#include "ticket/edit_index.h"
#include "ticket/read_index.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

constexpr const char* now = "2026-11-20T22:35:01.123Z";

std::optional<Backlog> read(const std::string& text) {
  return accepted([&] { return read_index_text(text, "index.json"); });
}

json::value without_mark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return parse_json(text, "what was accepted");
}

/// The edited text reads as the old one does, but for the first ticket's own bytes.
Backlog require_only_first_differs(const Backlog& old, const std::string& edited) {
  auto backlog = read(edited);
  require(backlog.has_value(), "an edited index can be read");
  require(backlog->size() >= old.size(), "no ticket is lost");
  const auto before = old[0].json, after = (*backlog)[0].json;
  const auto start = static_cast<std::size_t>(before.data() - old.text().data());
  require(edited.substr(0, start) == old.text().substr(0, start), "the same before the ticket");
  require(edited.substr(start + after.size()) == old.text().substr(start + before.size()),
          "the same behind the ticket");
  return std::move(*backlog);
}

void require_state_change(const Backlog& old, State state) {
  const StateChange mark{.ticket = std::string(old[0].id), .state = state, .lasting = false};
  const auto edited = edit_index(old, {{mark}, {}}).text();
  const auto backlog = require_only_first_differs(old, edited);
  require(backlog[0].state == state, "the state is written");
  json::value expected = without_mark(old[0].json);
  expected.as_object()["state"] = to_string(state);
  require(json::serialize(without_mark(backlog[0].json)) == json::serialize(expected),
          "nothing else in the ticket is changed");
  require(edit_index(backlog, {{mark}, {}}).text() == edited, "twice is as once");
}

void require_lasting_change(const Backlog& old, State state) {
  StateChange change{.ticket = std::string(old[0].id), .state = state, .at = now};
  if (state == State::deferred) change.defer_reason = {"timeout", "why\n\x1b\xff", 3, "\"", now};
  const auto edited = edit_index(old, {{change}, {}}).text();
  const auto backlog = require_only_first_differs(old, edited);
  require(backlog[0].state == state, "the state is written");
  require(edit_index(backlog, {{change}, {}}).text() == edited, "twice is as once");
}

void require_addition(const Backlog& old) {
  NewTicket added{.id = next_id(old, old.size() > 0 ? old[0].id : "NEW-001"), .title = "New\n\""};
  if (old.size() > 0) added.dependencies = {std::string(old[0].id)};
  const auto backlog = read(edit_index(old, {{}, {added}}).text());
  require(backlog && backlog->size() == old.size() + 1, "a ticket is added");
  require(backlog->tickets().back().title == added.title, "the last one");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto backlog = read(text_of(data, size));
  if (!backlog) return 0;
  without_mark(backlog->text());
  for (const auto& warning : backlog->warnings()) require_line(warning);
  accepted([&] { return Graph::build(*backlog); });
  for (const Ticket& ticket : backlog->tickets())
    accepted([&] { return run_command(ticket.json); });
  require_addition(*backlog);
  if (backlog->size() == 0) return 0;
  for (const auto state : {State::in_progress, State::unprocessed})
    require_state_change(*backlog, state);
  for (const auto state : {State::completed, State::deferred})
    require_lasting_change(*backlog, state);
  return 0;
}
