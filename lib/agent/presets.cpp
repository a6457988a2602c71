#include <algorithm>

#include "agent/command.h"
#include "os/process.h"

namespace sage {

std::span<const Preset> presets() {
  static const std::vector<Preset> known{
      {"claude",
       {"claude", "-p", "--output-format", "json", "--permission-mode", "acceptEdits"},
       "stdin",
       "claude"},
      {"codex", {"codex", "exec", "--json", "--sandbox", "workspace-write", "-"}, "stdin", "codex"},
      {"gemini", {"gemini", "--approval-mode", "auto_edit"}, "stdin", ""},
      {"opencode", {"opencode", "run"}, "stdin", ""},
      {"amp", {"amp", "--execute"}, "stdin", ""},
      {"goose", {"goose", "run", "--no-session", "--instructions", "{prompt_file}"}, "file", ""},
  };
  return known;
}

const Preset* find_preset(std::string_view name) {
  const auto known = presets();
  const auto found = std::ranges::find(known, name, &Preset::name);
  return found == known.end() ? nullptr : &*found;
}

std::vector<std::string> presets_on_path(const std::string& path_variable) {
  std::vector<std::string> found;
  for (const auto& preset : presets())
    if (find_program(std::string(preset.name), path_variable)) found.emplace_back(preset.name);
  return found;
}

}  // namespace sage
