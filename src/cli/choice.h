#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cli/command_line.h"

namespace sage {

template <class Value>
using Choices = std::vector<std::pair<std::string, Value>>;

/// A flag whose value is one of a few words: help, manual and completions offer these, and another
/// one is refused by naming them.
template <class Value>
CLI::Option* add_choice(CLI::App& command, const std::string& flag, Value& value,
                        const Choices<Value>& choices, const std::string& help) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : choices) words.push_back(word);
  const auto set = [&value, choices, flag, words](const std::string& asked) {
    const auto found =
        std::ranges::find(choices, asked, [](const auto& choice) { return choice.first; });
    if (found == choices.end())
      throw CLI::ValidationError(
          flag, format("expected {}, found {}", fmt::join(words, ", "), excerpt(asked, 60)));
    value = found->second;
  };
  return command.add_option_function<std::string>(flag, set, help)
      ->type_name(format("{}", fmt::join(words, "|")));
}

}  // namespace sage
