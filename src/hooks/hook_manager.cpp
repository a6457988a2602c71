#include "hooks/hook_manager.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "hooks/hook_scripts.h"
#include "os/file.h"

namespace sage {
namespace {

using Lines = HookManager::Lines;

constexpr std::uint64_t file_limit = 16 << 20;

/// "sage-stream hooks run pre-commit": what stands in the file of a manager that runs ours.
std::string run_line(std::string_view hook) { return format("sage-stream hooks run {}", hook); }

bool runs_ours(const fs::path& file, std::string_view hook) {
  std::error_code none;
  return fs::is_regular_file(file, none) &&
         read_file(file, file_limit).value_or("").find(run_line(hook)) != std::string::npos;
}

std::string first_that_exists(const fs::path& folder, const std::vector<std::string>& names) {
  const auto found = std::ranges::find_if(
      names, [&](const std::string& name) { return fs::exists(folder / name); });
  return found == names.end() ? std::string() : *found;
}

std::vector<std::string> lefthook_files() {
  std::vector<std::string> names;
  for (const char* stem : {"lefthook", ".lefthook", ".config/lefthook"})
    for (const char* ending : {".yml", ".yaml", ".toml", ".json", ".jsonc"})
      names.push_back(std::string(stem) + ending);
  return names;
}

/// Those who look after a checkout know nothing of a server's hook.
bool is_for_checkouts(std::string_view hook) { return hook != "pre-receive"; }

/// A script for each hook, in one folder.
HookManager by_scripts(std::string name, const fs::path& folder, const fs::path& shown,
                       bool (*may_hold)(std::string_view hook)) {
  HookManager manager{std::move(name), {}};
  for (const auto& [hook, text] : hook_scripts())
    if (may_hold(hook) && !runs_ours(folder / hook, hook))
      manager.missing.push_back(
          {(shown / hook).string(), format("{} -- \"$@\" || exit\n", run_line(hook))});
  return manager;
}

/// One file that lists them all.
HookManager by_list(std::string name, const fs::path& checkout, const std::string& file,
                    const std::string& head, std::string (*entry)(std::string_view hook)) {
  HookManager manager{std::move(name), {}};
  std::string text;
  for (const auto& [hook, script] : hook_scripts())
    if (!runs_ours(checkout / file, hook)) text += entry(hook);
  if (!text.empty()) manager.missing.push_back({file, head + text});
  return manager;
}

std::string lefthook_entry(std::string_view hook) {
  const bool has_input = hook == "pre-push" || hook == "pre-receive";
  return format("{}:\n  commands:\n    sage-stream:\n      run: {} -- {{0}}\n{}", hook,
                run_line(hook), has_input ? "      use_stdin: true\n" : "");
}

std::string pre_commit_entry(std::string_view hook) {
  if (!is_for_checkouts(hook)) return {};
  const bool wants_file = hook == "commit-msg";
  const bool asks_tickets = hook == "pre-commit";
  return format(
      "      - id: sage-{0}\n        name: sage-stream {0}\n        entry: {1}\n"
      "        language: system\n        stages: [{0}]\n{2}{3}",
      hook, run_line(hook), wants_file ? "" : "        pass_filenames: false\n",
      asks_tickets ? "        files: ^\\.sage/tickets/\n"
                   : (wants_file ? "" : "        always_run: true\n"));
}

}  // namespace

std::optional<HookManager> hook_manager(const HookSurroundings& where) {
  const fs::path& checkout = where.checkout;
  if (!where.hooks_path.empty()) {
    const fs::path folder = (checkout / where.hooks_path).lexically_normal();
    std::error_code none;
    if (fs::equivalent(folder, where.own_folder, none)) return std::nullopt;
    if (where.hooks_path.find(".husky") != std::string::npos)
      return by_scripts("husky", checkout / ".husky", ".husky", is_for_checkouts);
    return by_scripts(format("core.hooksPath ({})", escaped(where.hooks_path)), folder, folder,
                      [](std::string_view) { return true; });
  }
  if (fs::is_directory(checkout / ".husky"))
    return by_scripts("husky", checkout / ".husky", ".husky", is_for_checkouts);
  if (const auto file = first_that_exists(checkout, lefthook_files()); !file.empty())
    return by_list("lefthook", checkout, file, "", lefthook_entry);
  if (const auto file = first_that_exists(checkout, {".pre-commit-config.yaml"}); !file.empty())
    return by_list("pre-commit", checkout, file, "  - repo: local\n    hooks:\n", pre_commit_entry);
  return std::nullopt;
}

}  // namespace sage
