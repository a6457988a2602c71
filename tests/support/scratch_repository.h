#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/object_id.h"
#include "support/temp_folder.h"

namespace sage::test {

namespace fs = std::filesystem;

/// libgit2 reads the home directory once, when it starts: it must not find this machine's settings.
inline const bool home_is_empty = [] {
  ::setenv("HOME", "/nonexistent", 1);
  ::unsetenv("XDG_CONFIG_HOME");
  return true;
}();

struct GitResult {
  int status = 0;
  std::string out;  ///< stdout as it came
};

/// Runs the git program in `folder`, untouched by this machine's configuration. Words are passed
/// as they are (no shell); stderr goes to the test's own.
inline GitResult run_git(const fs::path& folder, std::vector<std::string> arguments) {
  std::string command = "cd '" + folder.string() +
                        "' && GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 "
                        "GIT_TERMINAL_PROMPT=0 LC_ALL=C git";
  for (const std::string& word : arguments) {
    command += " '";
    for (const char c : word) command += c == '\'' ? std::string("'\\''") : std::string(1, c);
    command += "'";
  }
  GitResult result;
  FILE* pipe = ::popen(command.c_str(), "r");
  char buffer[4096];
  for (std::size_t n; (n = ::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
    result.out.append(buffer, n);
  const int status = ::pclose(pipe);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  return result;
}

/// A real repository in a temporary folder, driven with the git program: branch main, an identity,
/// no commits yet.
class ScratchRepository {
 public:
  explicit ScratchRepository(std::vector<std::string> init_options = {}) {
    std::vector<std::string> words{"init", "--quiet", "--initial-branch=main"};
    words.insert(words.end(), init_options.begin(), init_options.end());
    words.push_back(folder().string());
    EXPECT_EQ(run_git("/", words).status, 0);
    git({"config", "user.name", "Ada Example"});
    git({"config", "user.email", "ada@example.com"});
  }

  fs::path folder() const { return temp_.path() / "repository"; }
  /// The temporary folder around it, for worktrees, clones and the like.
  const fs::path& outside() const { return temp_.path(); }

  /// Runs git here, which must succeed; gives its output without the last newline.
  std::string git(std::vector<std::string> arguments) const {
    std::string out = git_result(arguments).out;
    if (!out.empty() && out.back() == '\n') out.pop_back();
    return out;
  }

  /// The same; `status` is the exit status it must have.
  GitResult git_result(const std::vector<std::string>& arguments, int status = 0) const {
    GitResult result = run_git(folder(), arguments);
    EXPECT_EQ(result.status, status) << "git " << arguments.at(0) << ": " << result.out;
    return result;
  }

  ObjectId id(const std::string& revision) const {
    return ObjectId::parse(git({"rev-parse", revision})).value_or(ObjectId{});
  }
  ObjectId tree(const std::string& revision = "HEAD") const { return id(revision + "^{tree}"); }

  /// Writes a file of the checkout, its folders made as needed.
  void write(const std::string& path, const std::string& text, bool executable = false) const {
    write_text(folder() / path, text);
    ::chmod((folder() / path).c_str(), executable ? 0755 : 0644);
  }
  void link(const std::string& path, const std::string& target) const {
    fs::create_directories((folder() / path).parent_path());
    fs::create_symlink(target, folder() / path);
  }
  void remove(const std::string& path) const { fs::remove_all(folder() / path); }
  std::optional<std::string> read(const std::string& path) const {
    if (!fs::is_regular_file(folder() / path)) return {};
    return read_text(folder() / path);
  }

  /// Commits all that is in the checkout (ignored files excepted).
  ObjectId commit_all(const std::string& message = "change") const {
    git({"add", "--all"});
    git({"commit", "--quiet", "--allow-empty", "-m", message});
    return id("HEAD");
  }

  /// `git status --porcelain`: empty if clean.
  std::string status() const { return git({"status", "--porcelain"}); }

 private:
  TempFolder temp_;
};

}  // namespace sage::test
