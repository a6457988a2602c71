#include "hooks/lefthook.h"

#include "base/text.h"
#include "hooks/hook_scripts.h"

namespace sage {
namespace {

using Lines = HookManager::Lines;

bool has_input(std::string_view hook) { return hook == "pre-push" || hook == "pre-receive"; }

std::string command(std::string_view hook) { return format("{} -- {{0}}", run_line(hook)); }

/// What belongs to a key of YAML's outermost level, its own line included; empty: it is not there.
std::string_view yaml_block(std::string_view text, std::string_view key) {
  const std::string head = format("\n{}:", key);
  const std::size_t found = text.starts_with(head.substr(1)) ? 0 : text.find(head);
  if (found == text.npos) return {};
  std::size_t end = text.find('\n', found + 1);
  while (end != text.npos && std::string_view(" #\r\n").find(text.substr(end + 1, 1)) != text.npos)
    end = text.find('\n', end + 1);
  return text.substr(found, end - found);
}

std::string yaml_command(std::string_view hook) {
  return format("    sage-stream:\n      run: {}\n{}", command(hook),
                has_input(hook) ? "      use_stdin: true\n" : "");
}

/// A hook that is there already must not be there a second time.
std::vector<Lines> in_yaml(const std::string& file, std::string_view text,
                           const std::vector<std::string>& hooks) {
  std::string at_the_end;
  std::vector<Lines> lines;
  for (const auto& hook : hooks) {
    const std::string_view block = yaml_block(text, hook);
    if (block.empty())
      at_the_end += format("{}:\n  commands:\n{}", hook, yaml_command(hook));
    else if (block.find("\n  commands:") == block.npos)
      lines.push_back({format("{}, under {}", file, hook), "  commands:\n" + yaml_command(hook)});
    else
      lines.push_back({format("{}, under {}: commands", file, hook), yaml_command(hook)});
  }
  if (!at_the_end.empty()) lines.push_back({file, at_the_end});
  return lines;
}

/// Tables stand for themselves, wherever the rest of the hook is.
std::vector<Lines> in_toml(const std::string& file, const std::vector<std::string>& hooks) {
  std::string text;
  for (const auto& hook : hooks)
    text += format("[{}.commands.sage-stream]\nrun = \"{}\"\n{}", hook, command(hook),
                   has_input(hook) ? "use_stdin = true\n" : "");
  return {{file, text}};
}

std::vector<Lines> in_json(const std::string& file, std::string_view text,
                           const std::vector<std::string>& hooks) {
  std::string members;
  std::vector<Lines> lines;
  for (const auto& hook : hooks) {
    const std::string member = format("\"sage-stream\": {{\"run\": \"{}\"{}}}", command(hook),
                                      has_input(hook) ? ", \"use_stdin\": true" : "");
    if (text.find(format("\"{}\"", hook)) != text.npos)
      lines.push_back({format("{}, under {}: commands", file, hook), member + "\n"});
    else
      members += format("{}  \"{}\": {{\"commands\": {{{}}}}}", members.empty() ? "" : ",\n", hook,
                        member);
  }
  if (!members.empty()) lines.push_back({file + ", as members of its object", members + "\n"});
  return lines;
}

}  // namespace

std::string lefthook_file(const std::filesystem::path& checkout) {
  for (const char* stem : {"lefthook", ".lefthook", ".config/lefthook"})
    for (const char* ending : {".yml", ".yaml", ".toml", ".json", ".jsonc"})
      if (auto name = std::string(stem) + ending; std::filesystem::exists(checkout / name))
        return name;
  return {};
}

std::vector<Lines> lefthook_lines(const std::string& file, std::string_view text,
                                  const std::vector<std::string>& hooks) {
  if (hooks.empty()) return {};
  if (file.ends_with(".toml")) return in_toml(file, hooks);
  if (file.ends_with(".json") || file.ends_with(".jsonc")) return in_json(file, text, hooks);
  return in_yaml(file, text, hooks);
}

}  // namespace sage
