#include "modes/batches.h"

#include <charconv>

#include "base/text.h"
#include "ticket/ticket.h"

namespace sage {
namespace {

std::optional<std::size_t> number(std::string_view text) {
  std::size_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "3" or "2-4".
bool add_numbered(const std::vector<std::string>& ids, std::string_view word,
                  std::set<std::string>& named) {
  const std::size_t dash = word.find('-');
  const auto first = number(word.substr(0, dash));
  const auto last = dash == word.npos ? first : number(word.substr(dash + 1));
  if (!first || !last || *first < 1 || *last > ids.size() || *first > *last) return false;
  named.insert(ids.begin() + static_cast<std::ptrdiff_t>(*first - 1),
               ids.begin() + static_cast<std::ptrdiff_t>(*last));
  return true;
}

bool add_named(const std::vector<std::string>& ids, std::string_view word,
               std::set<std::string>& named) {
  for (const auto& id : ids)
    if (equal_but_for_case(id, word)) return named.insert(id).second || true;
  return add_numbered(ids, word, named);
}

}  // namespace

std::optional<std::set<std::string>> named_among(const std::vector<std::string>& ids,
                                                 std::string_view words) {
  std::set<std::string> named;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find_first_of(", \t"), words.size());
    if (end > 0 && !add_named(ids, words.substr(0, end), named)) return std::nullopt;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return named;
}

Guide::More Batches::choose(const std::vector<Offer>& offers) {
  batch_.clear();
  if (offers.empty()) return {};
  list(offers);
  const auto answer = asking_.prompt.ask({format("Start {}?", counted(offers.size(), "ticket")),
                                          {"yes", "no", "choose", "pause"},
                                          "yes",
                                          "pause"});
  if (answer == "pause") pause();
  if (answer == "yes")
    for (const Offer& offer : offers) batch_.insert(offer.id);
  if (answer == "choose") batch_ = choose_some(offers);
  return {.go_on = !batch_.empty()};
}

void Batches::list(const std::vector<Offer>& offers) {
  std::vector<Entry> entries;
  for (std::size_t i = 0; i < offers.size(); ++i)
    entries.push_back({std::to_string(i + 1), {named(offers[i])}});
  asking_.prompt.say(section(Tone::strong, "Ready", entries, asking_.layout));
}

/// None where nobody answers.
std::set<std::string> Batches::choose_some(const std::vector<Offer>& offers) {
  std::vector<std::string> ids;
  ids.reserve(offers.size());
  for (const Offer& offer : offers) ids.push_back(offer.id);
  for (;;) {
    const auto words = asking_.prompt.words("Which (numbers, 2-4, or ids)?");
    if (!words) {
      pause();
      return {};
    }
    if (auto named = named_among(ids, *words); named && !named->empty()) return *named;
    tell("Expected some of these tickets, by number or id, with blanks between.");
  }
}

}  // namespace sage
