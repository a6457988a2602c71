#include <cstdio>

#include "agent/command.h"
#include "cli/exit_code.h"
#include "command/commands.h"
#include "git_program.h"
#include "repo/checkout_sync.h"
#include "stream.h"

namespace sage {
namespace {

constexpr const char* driver_name = "sage-tickets";

/// Sets a variable of the repository's own configuration; false if it has that value.
bool configure(const GitProgram& git, const std::string& name, const std::string& value) {
  if (git.ask({"config", "--local", "--get", name}) == value) return false;
  git({"config", "--local", "--replace-all", name, value});
  return true;
}

/// By its full path: editors and schedulers run git with a PATH that may not hold it.
std::string driver_command(const App& app) {
  std::string command = in_shell_quotes(app.program.string());
  for (std::size_t at = 0; (at = command.find('%', at)) != command.npos; at += 2)
    command.insert(at, "%");
  return command + " merge-driver %O %A %B %L %P";
}

bool set_up_driver(const GitProgram& git, const App& app) {
  const std::string section = format("merge.{}", driver_name);
  const bool named = configure(git, section + ".name", "sage-stream: tickets, one by one");
  const bool set = configure(git, section + ".driver", driver_command(app));
  return named || set;
}

/// What git says of the attribute `merge` of the index, wherever that is written.
std::string merge_attribute(const GitProgram& git) {
  const std::string said = git({"check-attr", "merge", "--", index_in_tree});
  return said.substr(said.rfind(' ') + 1);
}

/// What people change first, with its defaults.
constexpr std::string_view config_text = R"({
  "stream": {
    "attempts": 3,
    "timeout": "30m",
    "check": {"ticket": []},
    "gate": []
  }
}
)";

/// Needs no agent: each ticket has a command that does it.
constexpr std::string_view example_text = R"({
  "version": "1.0",
  "tickets": [
    {
      "id": "DEMO-1",
      "title": "A conversation",
      "type": "epic",
      "state": "UNPROCESSED",
      "children": ["DEMO-2", "DEMO-3", "DEMO-4"]
    },
    {
      "id": "DEMO-2",
      "title": "Write the question",
      "type": "task",
      "priority": "P1",
      "state": "UNPROCESSED",
      "run": "mkdir -p example && echo 'What waits for what?' > example/question.txt"
    },
    {
      "id": "DEMO-3",
      "title": "Write the answer",
      "type": "task",
      "priority": "P1",
      "state": "UNPROCESSED",
      "run": "mkdir -p example && echo 'The last ticket, for these two.' > example/answer.txt"
    },
    {
      "id": "DEMO-4",
      "title": "Put both together",
      "type": "task",
      "priority": "P1",
      "state": "UNPROCESSED",
      "dependencies": ["DEMO-2", "DEMO-3"],
      "run": "cat example/question.txt example/answer.txt > example/talk.txt"
    }
  ]
}
)";

/// False if something is there already: that is the user's.
bool write_new(const fs::path& file, std::string_view text) {
  std::error_code unknown;
  if (fs::symlink_status(file, unknown).type() != fs::file_type::not_found) return false;
  make_folders(file.parent_path());
  return create_file(file, text);
}

void advise_agent(const App& app) {
  const auto known = presets_on_path(app.variable("PATH"));
  if (known.empty()) {
    fmt::print(
        "no agent is set, and no program of a known one is on the PATH: say what works on tickets "
        "with git config sage.agent.command COMMAND\n");
    return;
  }
  fmt::print("no agent is set; of those on the PATH ({}), choose one: ", listing(known));
  fmt::print("git config sage.agent.command {}\n", known.front());
}

}  // namespace

int init_command(const App& app, const Options& options) {
  const Session session = open_session(app, options);
  const Repository& repository = session.repository;
  const GitProgram git(app.environment, git_folder_of(repository));
  bool changed = false;
  const auto tell = [&](bool did, const std::string& what) {
    if (did) fmt::print("{}\n", what);
    changed |= did;
  };
  tell(write_new(session.layout.config(), config_text),
       format("wrote {}: settings, as docs/SETTINGS.md tells", session.layout.config().string()));
  if (options.care.example && !repository.is_bare())
    tell(write_new(session.layout.index(), example_text),
         format("wrote {}: an example; sage-stream --auto works it off", index_in_tree));
  tell(set_up_driver(git, app), format("set merge.{0}.driver: {1} merge-driver", driver_name,
                                       escaped(app.program.string())));
  const std::string attribute = merge_attribute(git);
  if (attribute == "unspecified")
    tell(add_attributes(repository, {format("{} merge={}", index_in_tree, driver_name)}),
         format("git merges {} ticket by ticket from now on (info/attributes)", index_in_tree));
  else if (attribute != driver_name)
    fmt::print(
        "kept: {0} has the attribute merge={1} already; write merge={2} in its place to have it "
        "merged ticket by ticket\n",
        index_in_tree, escaped(attribute), driver_name);
  tell(exclude_own_files(repository), "git ignores runs and locks under .sage (info/exclude)");
  if (!changed) fmt::print("nothing to do: this repository is set up\n");
  if (!session.settings.agent) advise_agent(app);
  return exit_code::ok;
}

}  // namespace sage
