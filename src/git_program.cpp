#include "git_program.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/error.h"
#include "base/text.h"

namespace sage {
namespace {

/// As `git rev-parse --local-env-vars` lists them.
constexpr std::array repository_variables{"GIT_ALTERNATE_OBJECT_DIRECTORIES",
                                          "GIT_CONFIG",
                                          "GIT_CONFIG_PARAMETERS",
                                          "GIT_CONFIG_COUNT",
                                          "GIT_OBJECT_DIRECTORY",
                                          "GIT_DIR",
                                          "GIT_WORK_TREE",
                                          "GIT_IMPLICIT_WORK_TREE",
                                          "GIT_GRAFT_FILE",
                                          "GIT_INDEX_FILE",
                                          "GIT_NO_REPLACE_OBJECTS",
                                          "GIT_REPLACE_REF_BASE",
                                          "GIT_PREFIX",
                                          "GIT_SHALLOW_FILE",
                                          "GIT_COMMON_DIR",
                                          "GIT_INTERNAL_SUPER_PREFIX",
                                          "GIT_NAMESPACE",
                                          "GIT_QUARANTINE_PATH"};

}  // namespace

Captured GitProgram::run(std::vector<std::string> words) const {
  words.insert(words.begin(), "git");
  SpawnRequest request;
  request.argv = std::move(words);
  request.folder = folder_;
  request.environment = environment_;
  return run_captured(std::move(request));
}

std::string GitProgram::operator()(std::vector<std::string> words) const {
  const std::string command = words.front();
  Captured ran = run(std::move(words));
  if (!ran.status.ok())
    throw Error(ErrorKind::internal, format("git {}: {}: {}", command, ran.status.describe(),
                                            excerpt(trimmed(ran.err), 300)));
  if (ran.out.ends_with('\n')) ran.out.pop_back();
  return std::move(ran.out);
}

std::optional<std::string> GitProgram::ask(std::vector<std::string> words) const {
  Captured ran = run(std::move(words));
  if (!ran.status.ok()) return std::nullopt;
  if (ran.out.ends_with('\n')) ran.out.pop_back();
  return std::move(ran.out);
}

fs::path git_folder_of(const Repository& repository) {
  return repository.is_bare() ? repository.git_dir() : repository.checkout();
}

std::vector<std::string> without_repository_variables(const std::vector<std::string>& environment) {
  std::vector<std::string> kept;
  for (const auto& variable : environment) {
    const auto name = variable.substr(0, variable.find('='));
    if (std::ranges::find(repository_variables, name) == repository_variables.end())
      kept.push_back(variable);
  }
  return kept;
}

bool is_git_at_least(const std::string& version, int major, int minor) {
  int found_major = 0, found_minor = 0;
  if (std::sscanf(version.c_str(), "git version %d.%d", &found_major, &found_minor) != 2)
    return false;
  return std::pair(found_major, found_minor) >= std::pair(major, minor);
}

std::string in_shell_quotes(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

std::string shell_word(const std::string& text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:=@%+,";
  const bool is_plain = !text.empty() && text.find_first_not_of(plain) == text.npos;
  return is_plain ? text : in_shell_quotes(text);
}

}  // namespace sage
