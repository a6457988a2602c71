#pragma once

#include "config/settings.h"

/// What the value of a setting may be. Each reader throws Error(invalid_input) that names where it
/// stands, what was found and what was expected.
namespace sage {

[[noreturn]] void refuse(const SettingValue& value, std::string_view expected);

std::string text_of(const SettingValue& value, std::string_view expected = "a text");
int whole_number(const SettingValue& value, int least, int most);
Milliseconds duration(const SettingValue& value);
bool truth(const SettingValue& value);
/// One of `words`, of which there are two at least.
std::string choice(const SettingValue& value, const std::vector<std::string>& words);
/// A text, or a list of texts that are not empty.
std::vector<std::string> texts(const SettingValue& value);
/// A command in JSON: an array is argv, a string is run by `sh -c`.
std::vector<std::string> command_of(const SettingValue& value);
/// A command as one line: words as a shell splits them, the first of which is a program.
std::vector<std::string> command_line_of(const SettingValue& value);

/// The member `key` of an object.
SettingValue part_of(const SettingValue& whole, std::string_view key, const json::value& member);

/// A command line or a preset.
AgentSpec preset_or_words(const SettingValue& value);
/// The same, or an object: command, prompt, usage.
AgentSpec agent_of(const SettingValue& value);

/// A list of checks as objects (docs/SETTINGS.md), or one as a command line; none as an empty one.
std::vector<Check> checks_of(const SettingValue& value);

}  // namespace sage
