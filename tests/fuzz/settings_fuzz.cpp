// Settings, from where they can stand. The input: "file", "git" or "environment", a line end, the
// text of .sage/config.json, the output of `git config -z`, or assignments that end with NUL.
#include "config/settings.h"
#include "fuzz/fuzz.h"

using namespace sage;
using namespace sage::fuzz;

namespace {

std::vector<SettingValue> values_of(const std::string& layer, std::string text) {
  if (layer == "file") return settings_of_file(text, ".sage/config.json");
  if (layer == "git") return settings_of_git(text);
  std::vector<std::string> environment;
  while (!text.empty()) environment.push_back(take_part(text, '\0'));
  return settings_of_environment(environment);
}

void require_sensible(const Settings& settings) {
  require(settings.attempts >= 1 && settings.max_workers >= 1, "whole numbers from 1");
  for (const auto time : {settings.timeout, settings.stall_timeout, settings.retry_delay})
    require(time.count() >= 0, "durations");
  require(!settings.agent || !settings.agent->argv.empty(), "an agent has a command");
  for (const auto& [name, agent] : settings.agents)
    require(agent.name == name && !agent.argv.empty(), "named agents have a command");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text = text_of(data, size);
  const std::string layer = take_part(text, '\n');
  const auto values = accepted([&] { return values_of(layer, text); });
  if (!values) return 0;
  Settings settings;
  for (const auto& value : *values) accepted([&] { return set(settings, value), true; });
  require_sensible(settings);
  return 0;
}
