#include "agent/command.h"
#include "config/values.h"

namespace sage {

namespace {

AgentSpec preset_or(std::vector<std::string> words) {
  if (words.size() == 1)
    if (const Preset* preset = find_preset(words.front()))
      return AgentSpec{std::string(preset->name), preset->argv, std::string(preset->prompt),
                       std::string(preset->usage)};
  AgentSpec agent;
  agent.name = words.front();
  agent.argv = std::move(words);
  return agent;
}

}  // namespace

std::optional<AgentSpec> agent_of_words(const std::string& command) {
  auto words = split_words(command);
  if (!words || words->empty()) return std::nullopt;
  return preset_or(std::move(*words));
}

AgentSpec preset_or_words(const SettingValue& value) { return preset_or(command_line_of(value)); }

AgentSpec agent_of(const SettingValue& value) {
  if (value.value.is_string()) return preset_or_words(value);
  if (!value.value.is_object()) refuse(value, "an agent: an object with `command`");
  AgentSpec agent;
  for (const auto& [key, member] : value.value.get_object()) {
    const SettingValue part = part_of(value, key, member);
    if (key == "command")
      agent.argv = command_of(part);
    else if (key == "prompt")
      agent.prompt = choice(part, {"stdin", "file"});
    else if (key == "usage")
      agent.usage = text_of(part);
    else
      throw Error(ErrorKind::invalid_input, format("{}: unknown setting", part.where),
                  "an agent has command, prompt, usage");
  }
  if (agent.argv.empty()) refuse(value, "an agent with a `command`");
  return agent;
}

}  // namespace sage
