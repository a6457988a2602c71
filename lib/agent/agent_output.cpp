#include "agent/agent_output.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"

namespace sage {
namespace {

/// The member at the end of `path`, or null.
const json::value* at(const json::value* value, std::initializer_list<std::string_view> path) {
  for (const auto name : path) {
    if (!value || !value->is_object()) return nullptr;
    value = value->get_object().if_contains(name);
  }
  return value;
}

std::string text_at(const json::value& value, std::initializer_list<std::string_view> path) {
  const auto* found = at(&value, path);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

void take_count(const json::value* value, std::uint64_t& count) {
  json::error_code failed;
  const auto number = value ? value->to_number<std::uint64_t>(failed) : 0;
  if (value && !failed) count = number;
}

void take_usage(const json::value* usage, AgentOutput& out) {
  take_count(at(usage, {"input_tokens"}), out.input_tokens);
  take_count(at(usage, {"output_tokens"}), out.output_tokens);
}

void take_message(std::string text, AgentOutput& out) {
  if (text.empty()) return;
  out.last_message = std::move(text);
  out.has_message = true;
}

/// {"type":"result","result":…,"total_cost_usd":…,"usage":{…}}
void take_claude(const json::value& event, AgentOutput& out) {
  if (text_at(event, {"type"}) != "result") return;
  take_message(text_at(event, {"result"}), out);
  take_usage(at(&event, {"usage"}), out);
  json::error_code failed;
  const auto* cost = at(&event, {"total_cost_usd"});
  const double dollars = cost ? cost->to_number<double>(failed) : 0;
  if (!failed && std::isfinite(dollars) && dollars > 0) out.cost_usd = dollars;
}

/// {"type":"turn.completed","usage":{…}} and {"type":"item.completed","item":{…}}; before that
/// form, {"msg":{"type":"token_count","info":{"total_token_usage":{…}}}}. Counts are totals.
void take_codex(const json::value& event, AgentOutput& out) {
  if (text_at(event, {"type"}) == "turn.completed") take_usage(at(&event, {"usage"}), out);
  if (text_at(event, {"item", "type"}) == "agent_message")
    take_message(text_at(event, {"item", "text"}), out);
  if (text_at(event, {"msg", "type"}) == "token_count")
    take_usage(at(&event, {"msg", "info", "total_token_usage"}), out);
  if (text_at(event, {"msg", "type"}) == "agent_message")
    take_message(text_at(event, {"msg", "message"}), out);
}

template <class Take>
void each_event(std::string_view text, Take take) {
  while (!text.empty()) {
    const auto line = trimmed(text.substr(0, text.find('\n')));
    text.remove_prefix(std::min(text.size(), text.find('\n')));
    if (!text.empty()) text.remove_prefix(1);
    if (!line.starts_with('{') && !line.starts_with('[')) continue;
    try {
      const json::value event = parse_json(line, "");
      if (const auto* events = event.if_array())
        for (const auto& one : *events) take(one);
      else
        take(event);
    } catch (const Error&) {  // not of its format, or cut
    }
  }
}

}  // namespace

AgentOutput read_output(std::string_view stdout_tail, std::string_view parser) {
  AgentOutput out;
  if (parser == "claude")
    each_event(stdout_tail, [&](const json::value& event) { take_claude(event, out); });
  if (parser == "codex")
    each_event(stdout_tail, [&](const json::value& event) { take_codex(event, out); });
  if (!out.has_message) out.last_message = std::string(stdout_tail);
  return out;
}

}  // namespace sage
