#include "agent/command.h"

#include "base/json.h"
#include "base/placeholders.h"

namespace sage {
namespace {

std::vector<std::string> words_of(const json::array& items) {
  std::vector<std::string> words;
  for (const auto& item : items)
    if (item.is_string()) words.emplace_back(item.get_string());
  return words;
}

[[noreturn]] void not_a_command(const json::object& ticket, const json::value& run) {
  const auto* id = ticket.if_contains("id");
  const std::string name = id && id->is_string() ? std::string(id->get_string()) : "without id";
  throw Error(ErrorKind::invalid_input,
              format("ticket {}: run: expected a command (a string, or an array of strings), "
                     "found {}",
                     excerpt(name, 64), excerpt(json::serialize(run), 60)));
}

}  // namespace

std::vector<std::string> fill_placeholders(const std::vector<std::string>& argv,
                                           const std::map<std::string, std::string>& values) {
  std::vector<std::string> filled;
  filled.reserve(argv.size());
  for (const auto& word : argv) filled.push_back(fill_placeholders(word, values));
  return filled;
}

std::optional<std::vector<std::string>> run_command(std::string_view ticket_json) {
  const json::value ticket = parse_json(ticket_json, "ticket");
  if (!ticket.is_object()) return std::nullopt;
  const auto* run = ticket.get_object().if_contains("run");
  if (!run || run->is_null()) return std::nullopt;
  if (const auto* line = run->if_string(); line && !trimmed(*line).empty())
    return std::vector<std::string>{"sh", "-c", std::string(*line)};
  if (const auto* items = run->if_array()) {
    auto words = words_of(*items);
    if (!words.empty() && !words[0].empty() && words.size() == items->size()) return words;
  }
  not_a_command(ticket.get_object(), *run);
}

}  // namespace sage
