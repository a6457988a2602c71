#pragma once

#include <optional>
#include <string>
#include <vector>

#include "os/process.h"
#include "repo/repository.h"

namespace sage {

/// The git program, for what is git's own to do: configuration as git reads it, plumbing inside a
/// hook (whose GIT_* variables it understands), pushing with the user's credentials.
class GitProgram {
 public:
  GitProgram(std::vector<std::string> environment, fs::path folder)
      : environment_(std::move(environment)), folder_(std::move(folder)) {}

  /// Runs it to the end, whatever its status.
  Captured run(std::vector<std::string> words) const;
  /// What it prints, its last newline apart. Throws Error(internal) with its own words if it fails.
  std::string operator()(std::vector<std::string> words) const;
  /// The same; nothing where its status is not 0.
  std::optional<std::string> ask(std::vector<std::string> words) const;

 private:
  std::vector<std::string> environment_;
  fs::path folder_;
};

/// Where git is to be started for a repository: the checkout, or the git folder of a bare one.
fs::path git_folder_of(const Repository& repository);

/// An environment without the variables by which git tells a child which repository it is in:
/// what is left fits any repository, credentials and configuration included.
std::vector<std::string> without_repository_variables(const std::vector<std::string>& environment);

/// Whether what `git version` prints ("git version 2.54.0.rc1") is at least `major`.`minor`.
bool is_git_at_least(const std::string& version, int major, int minor);

/// One word for a POSIX shell, whatever is in it.
std::string in_shell_quotes(const std::string& text);
/// The same, as a person would type it: without quotes where none are needed.
std::string shell_word(const std::string& text);

}  // namespace sage
