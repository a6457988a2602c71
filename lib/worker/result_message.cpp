#include "worker/result_message.h"

namespace sage {
namespace {
constexpr std::string_view marker = "Sage-Outcome: ";
}  // namespace

std::string result_message(const Outcome& outcome, std::string_view title) {
  return format("{}: {}\n\n{}{}\n", outcome.ticket, escaped(title), marker,
                valid_utf8(json::serialize(to_json(outcome))));
}

std::optional<Outcome> outcome_of_result(std::string_view message) try {
  const auto at = message.find(format("\n\n{}", marker));
  if (at == message.npos) return std::nullopt;
  const auto rest = message.substr(at + 2 + marker.size());
  Outcome outcome;
  from_json(parse_json(rest.substr(0, rest.find('\n')), "result"), outcome, "result");
  return outcome;
} catch (const Error&) {
  return std::nullopt;
}

}  // namespace sage
