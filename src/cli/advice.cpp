#include "cli/advice.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/text.h"

namespace sage {
namespace {

constexpr std::size_t longest_word = 40;

/// What other programs call it.
constexpr std::pair<std::string_view, std::string_view> other_words[]{
    {"drain", "--auto"}, {"run", "--auto"}, {"help", "--help"}, {"version", "--version"}};

/// The command that was begun, with the words that led there.
struct Begun {
  const CLI::App* command;
  std::string path;
};

Begun begun(const CLI::App& app) {
  Begun last{&app, ""};
  for (auto below = app.get_subcommands(); !below.empty() && !below.back()->get_name().empty();
       below = last.command->get_subcommands())
    last = {below.back(), last.path + below.back()->get_name() + " "};
  return last;
}

std::vector<std::string> commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  const auto is_shown = [](const CLI::App* below) {
    return !below->get_name().empty() && !below->get_group().empty();
  };
  for (const CLI::App* below : app.get_subcommands(is_shown)) names.push_back(below->get_name());
  return names;
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options())
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string meant_by(const std::string& word, const Begun& begun) {
  if (begun.path.empty())
    for (const auto& [other, ours] : other_words)
      if (word == other) return std::string(ours);
  const bool is_flag = word.starts_with("--");
  const auto known = is_flag ? flags_of(*begun.command) : commands_of(*begun.command);
  const std::vector<std::string_view> names(known.begin(), known.end());
  return std::string(nearest(word.substr(0, word.find('=')), names));
}

}  // namespace

std::optional<Misspelt> misspelt_in(const CLI::App& app) {
  const Begun where = begun(app);
  for (const std::string& word : app.remaining(true)) {
    if (word.size() > longest_word) continue;
    const std::string meant = meant_by(word, where);
    if (!meant.empty()) return Misspelt{where.path + word, "sage-stream " + where.path + meant};
  }
  return std::nullopt;
}

}  // namespace sage
