#include "run/event.h"

#include "base/runner_orders.h"

namespace sage {
namespace {

/// Reads `members` into `out` if `name` is the name of a Body.
template <class Body>
bool read_as(std::string_view name, const json::value& members, const std::string& where,
             std::optional<EventBody>& out) {
  if (name != Body::name) return false;
  Body body;
  from_json(members, body, where);
  out = std::move(body);
  return true;
}

template <class... Body>
std::optional<EventBody> read_body(std::variant<Body...>*, std::string_view name,
                                   const json::value& members, const std::string& where) {
  std::optional<EventBody> out;
  (read_as<Body>(name, members, where, out) || ...);
  return out;
}

WallTime read_time(const json::value& document, const std::string& where) {
  std::string text;
  from_json(document.at("t"), text, where + ".t");
  const WallTime at = parse_iso_time(text);
  if (at == 0 && text != iso_time(0))
    throw Error(ErrorKind::invalid_input,
                format("{}.t: expected a time, found \"{}\"", where, excerpt(text, 40)));
  return at;
}

}  // namespace

std::string to_line(const Event& event) {
  json::object line{{"t", iso_time(event.at)}};
  std::visit(
      [&]<class Body>(const Body& body) {
        line["event"] = Body::name;
        const json::value members = to_json(body);
        for (const auto& member : members.get_object()) line.insert(member);
      },
      event.body);
  const std::string text = json::serialize(line);
  // Paths and program output may hold any byte; a line that is not UTF-8 could not be read back.
  return json_without_orders(is_utf8(text) ? text : valid_utf8(text)) + "\n";
}

std::optional<Event> parse_event(std::string_view line, const std::string& where) {
  const json::value document = parse_json(line, where);
  const auto* object = document.if_object();
  if (!object || !object->contains("t") || !object->contains("event"))
    throw Error(ErrorKind::invalid_input,
                format("{}: expected an object with \"t\" and \"event\", found {}", where,
                       excerpt(line, 60)));
  std::string name;
  from_json(object->at("event"), name, where + ".event");
  auto body = read_body(static_cast<EventBody*>(nullptr), name, document, where);
  if (!body) return std::nullopt;
  return Event{read_time(document, where), std::move(*body)};
}

bool is_journalled(const Event& event) {
  return !std::holds_alternative<event::Progress>(event.body) &&
         !std::holds_alternative<event::Counts>(event.body);
}

bool must_be_synced(const Event& event) {
  return std::visit(
      []<class Body>(const Body&) {
        return std::is_same_v<Body, event::RunStarted> ||
               std::is_same_v<Body, event::LandingIntent> || std::is_same_v<Body, event::Landed> ||
               std::is_same_v<Body, event::RolledBack> || std::is_same_v<Body, event::NoChange> ||
               std::is_same_v<Body, event::Closed> || std::is_same_v<Body, event::Deferred> ||
               std::is_same_v<Body, event::RunFinished>;
      },
      event.body);
}

}  // namespace sage
