#include "hooks/run_hook.h"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>

#include "cli/exit_code.h"
#include "hooks/fired_hook.h"

namespace sage {
namespace {

/// Hooks that run: "<name> <git folder>" a line, handed down to what they start.
constexpr const char* running_variable = "SAGE_RUNNING_HOOKS";

constexpr std::size_t input_limit = 64 << 20;

bool has_input(const std::string& hook) { return hook == "pre-push" || hook == "pre-receive"; }

/// All of stdin; nothing where a person is at its other end.
std::string read_input() {
  std::string input;
  std::array<char, 1 << 16> chunk;
  while (isatty(STDIN_FILENO) == 0 && input.size() < input_limit) {
    const ssize_t got = ::read(STDIN_FILENO, chunk.data(), chunk.size());
    if (got <= 0) break;
    input.append(chunk.data(), static_cast<std::size_t>(got));
  }
  return input;
}

/// What is given to a child as its stdin: a file that nobody else sees and that goes by itself.
class InputFile {
 public:
  explicit InputFile(const std::string& text) {
    std::string name = (fs::temp_directory_path() / "sage-hook-XXXXXX").string();
    const UniqueFd made(::mkstemp(name.data()));
    if (!made) throw system_error("cannot make a temporary file", errno);
    path_ = name;
    if (!(std::ofstream(path_, std::ios::binary) << text << std::flush))
      throw Error(ErrorKind::internal, "cannot write " + name);
  }
  ~InputFile() { ::unlink(path_.c_str()); }
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

/// The user's own hook, as git would have run it: its exit status.
int run_theirs(const FiredHook& fired, const std::vector<std::string>& environment) {
  const auto& [action, hook, before, arguments] = fired.options.hooks;
  const fs::path program = fs::absolute(fired.app.folder / before);
  if (before.empty() || ::access(program.c_str(), X_OK) != 0) return exit_code::ok;
  const std::optional<InputFile> input =
      has_input(hook) ? std::optional<InputFile>(std::in_place, fired.input) : std::nullopt;
  SpawnRequest request;
  request.argv = arguments;
  request.argv.insert(request.argv.begin(), program.string());
  request.folder = fired.app.folder;
  request.environment = environment;
  request.in = input ? Stream{Stream::Kind::file, input->path()} : Stream{Stream::Kind::inherit};
  request.out = request.err = {Stream::Kind::inherit};
  const ExitStatus status = spawn(request).wait();
  return status.signal != 0 ? 128 + status.signal : status.code;
}

int run_ours(const FiredHook& fired) {
  const std::string& hook = fired.options.hooks.hook;
  if (hook == "pre-commit") return pre_commit_hook(fired);
  if (hook == "commit-msg") return commit_msg_hook(fired);
  if (hook == "pre-push") return pre_push_hook(fired);
  if (hook == "pre-receive") return pre_receive_hook(fired);
  return post_merge_hook(fired);
}

/// Of another repository it would be another hook, which is to run.
std::string this_one(const FiredHook& fired) {
  return format("{} {}\n", fired.options.hooks.hook,
                fired.git.ask({"rev-parse", "--absolute-git-dir"}).value_or(""));
}

}  // namespace

int run_hook(const App& app, const Options& options) {
  FiredHook fired{.app = app, .options = options, .input = {}};
  const std::string us = this_one(fired), running = app.variable(running_variable);
  if (running.find(us) != running.npos) return exit_code::ok;  // the user's hook has called us
  if (has_input(options.hooks.hook)) fired.input = read_input();
  std::vector<std::string> environment;
  for (const auto& variable : app.environment)
    if (!variable.starts_with(std::string(running_variable) + "=")) environment.push_back(variable);
  environment.push_back(format("{}={}{}", running_variable, running, us));
  if (const int refused = run_theirs(fired, environment); refused != 0) return refused;
  return run_ours(fired);
}

}  // namespace sage
