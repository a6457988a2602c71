#include "hooks/hook_manager.h"

#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "hooks/hook_scripts.h"
#include "hooks/lefthook.h"
#include "os/file.h"

namespace sage {
namespace {

using Lines = HookManager::Lines;

constexpr std::uint64_t file_limit = 16 << 20;

std::string text_of(const fs::path& file) {
  std::error_code none;
  return fs::is_regular_file(file, none) ? read_file(file, file_limit).value_or("") : "";
}

/// Those who look after a checkout know nothing of a server's hook.
bool is_for_checkouts(std::string_view hook) { return hook != "pre-receive"; }

struct ScriptFolder {
  fs::path folder, shown;
  bool run_by_git;  ///< so that they are programs; otherwise a shell is given them
  bool is_for_checkouts;
};

void add_script(HookManager& manager, const ScriptFolder& scripts, std::string_view hook) {
  const fs::path file = scripts.folder / hook;
  const std::string text = text_of(file), shown = (scripts.shown / hook).string();
  const bool runs_ours = text.find(run_line(hook)) != text.npos;
  const bool can_be_run = !scripts.run_by_git || ::access(file.c_str(), X_OK) == 0;
  const bool needs_head = scripts.run_by_git && text.empty();
  if (!runs_ours)
    manager.missing.push_back({shown, format("{}{} -- \"$@\" || exit\n",
                                             needs_head ? "#!/bin/sh\n" : "", run_line(hook))});
  if (!can_be_run) manager.not_executable.push_back(shown);
  if (runs_ours && can_be_run) manager.runs.emplace_back(hook);
}

/// A script for each hook, in one folder.
HookManager by_scripts(std::string name, const ScriptFolder& scripts) {
  HookManager manager{.name = std::move(name)};
  for (const auto& [hook, text] : hook_scripts())
    if (!scripts.is_for_checkouts || is_for_checkouts(hook)) add_script(manager, scripts, hook);
  return manager;
}

/// husky's own folder is the one named so, wherever it is. Since version 9 git looks into the
/// folder
/// `_` in it, whose scripts give ours to a shell; before, it looked there itself.
HookManager by_husky(const fs::path& checkout, const fs::path& hooks_path) {
  fs::path folder = hooks_path;
  while (folder.filename() != ".husky" && folder.has_relative_path()) folder = folder.parent_path();
  return by_scripts("husky", {checkout / folder, folder, hooks_path.filename() != "_", true});
}

/// One file that lists them all: what it lacks.
std::vector<std::string> not_listed(HookManager& manager, std::string_view text) {
  std::vector<std::string> lacking;
  for (const auto& [hook, script] : hook_scripts()) {
    const bool is_there = text.find(run_line(hook)) != text.npos;
    (is_there ? manager.runs : lacking).emplace_back(hook);
  }
  return lacking;
}

HookManager by_lefthook(const fs::path& checkout, const std::string& file) {
  HookManager manager{.name = "lefthook"};
  const std::string text = text_of(checkout / file);
  manager.missing = lefthook_lines(file, text, not_listed(manager, text));
  return manager;
}

/// The framework shows what a hook says that lets git go on only if it is verbose.
std::string pre_commit_entry(std::string_view hook) {
  const bool wants_file = hook == "commit-msg", asks_tickets = hook == "pre-commit";
  const bool says_something = wants_file || hook == "post-merge";
  return format(
      "      - id: sage-{0}\n        name: sage-stream {0}\n        entry: {1}\n"
      "        language: system\n        stages: [{0}]\n{2}{3}{4}",
      hook, run_line(hook), wants_file ? "" : "        pass_filenames: false\n",
      asks_tickets ? "        files: ^\\.sage/tickets/\n"
                   : (wants_file ? "" : "        always_run: true\n"),
      says_something ? "        verbose: true\n" : "");
}

HookManager by_pre_commit(const fs::path& checkout, const std::string& file) {
  HookManager manager{.name = "pre-commit"};
  std::string entries;
  for (const auto& hook : not_listed(manager, text_of(checkout / file)))
    if (is_for_checkouts(hook)) entries += pre_commit_entry(hook);
  if (!entries.empty())
    manager.missing.push_back({file, "  - repo: local\n    hooks:\n" + entries});
  return manager;
}

}  // namespace

std::optional<HookManager> hook_manager(const HookSurroundings& where) {
  const fs::path& checkout = where.checkout;
  if (!where.hooks_path.empty()) {
    const fs::path path = fs::path(where.hooks_path + "/").lexically_normal().parent_path();
    const fs::path folder = (checkout / path).lexically_normal();
    std::error_code none;
    if (fs::equivalent(folder, where.own_folder, none)) return std::nullopt;
    if (std::ranges::find(path, ".husky") != path.end()) return by_husky(checkout, path);
    return by_scripts(format("core.hooksPath ({})", escaped(where.hooks_path)),
                      {folder, folder, true, false});
  }
  if (fs::is_directory(checkout / ".husky")) return by_husky(checkout, ".husky/_");
  if (const auto file = lefthook_file(checkout); !file.empty()) return by_lefthook(checkout, file);
  const char* const file = ".pre-commit-config.yaml";
  if (fs::exists(checkout / file)) return by_pre_commit(checkout, file);
  return std::nullopt;
}

}  // namespace sage
