#include "drain.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "base/json.h"
#include "os/file.h"
#include "os/process.h"
#include "ticket/edit_index.h"

namespace sage::crash {
namespace {

// In the first half of `shared` one ticket writes, in the second another. A-7 is what A-4 finds:
// it has no command of its own and goes to the agent of the configuration.
constexpr const char* backlog = R"({
  "version": "1.0",
  "tickets": [
    {"id": "A-1", "title": "A file", "state": "UNPROCESSED", "parent": "E-1",
     "run": "mkdir -p d; echo one > d/one; echo 1 > one"},
    {"id": "A-2", "title": "The head of a file", "state": "UNPROCESSED", "parent": "E-1",
     "dependencies": ["A-1"], "run": "sed -i '2s/.*/head/' shared"},
    {"id": "A-3", "title": "Nothing to do", "state": "UNPROCESSED", "run": "true"},
    {"id": "A-4", "title": "Finds more", "state": "UNPROCESSED",
     "run": "rm old; echo '{\"discovered\":[{\"title\":\"More\"}]}' > \"$SAGE_RESULT_FILE\""},
    {"id": "A-5", "title": "Cannot be done", "state": "UNPROCESSED",
     "run": "echo half > half; echo 'RESULT: DEFERRED'"},
    {"id": "A-6", "title": "The tail of a file", "state": "UNPROCESSED",
     "run": "sed -i '19s/.*/tail/' shared"},
    {"id": "E-1", "title": "Both", "type": "epic", "state": "UNPROCESSED",
     "children": ["A-1", "A-2"]}
  ]
}
)";
constexpr const char* configuration = R"({{"stream": {{
  "agent": {{"command": "echo \"$SAGE_TICKET_ID\" > found"}},{}
  "retryDelay": "10ms"
}}}}
)";
constexpr const char* gate = R"(
  "gate": [{"name": "check", "command": "sh check.sh", "timeout": "30s"}],)";
// What lands must pass this: no line is lost by a merge, and A-1 is there as a whole.
constexpr const char* check =
    "test \"$(wc -l < shared)\" = 20 && { test ! -e one || test -e d/one; }\n";
constexpr const char* deferred_by_itself = "A-5";

void write(const fs::path& path, std::string_view text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

bool queues_a_third_result(const Point& point) {
  return point.text.starts_with("link ") &&
         point.text.find("/commit-queue/3-") != std::string::npos;
}

}  // namespace

Drain::Drain(fs::path program, fs::path folder, int workers)
    : program_(std::move(program)), folder_(std::move(folder)), workers_(workers) {}

void Drain::make(bool gated) const {
  fs::create_directories(folder_ / "home");
  fs::create_directories(caches());
  fs::create_directories(repository());
  git({"init", "--quiet", "--initial-branch=main"});
  git({"config", "user.name", "Ada Example"});
  git({"config", "user.email", "ada@example.org"});
  write(repository() / ".sage/tickets/index.json", backlog);
  write(repository() / ".sage/config.json", format(configuration, gated ? gate : ""));
  write(repository() / "check.sh", check);
  std::string lines;
  for (int i = 1; i <= 20; ++i) lines += format("line {}\n", i);
  write(repository() / "shared", lines);
  write(repository() / "old", "old\n");
  git({"add", "--all"});
  git({"commit", "--quiet", "--message=Start"});
}

void Drain::queue_results() const {
  for (const char* name : {"one", "old", "shared"})  // a user's changes hold the landings
    write(repository() / name, "not committed\n");
  const Injection third{
      .how = Injection::How::kill_all, .at = queues_a_third_result, .after = true};
  if (!run_traced(run("held", folder_), third, 60).reached)
    throw std::runtime_error("no third result was queued: " +
                             read_file(folder_ / "held.err").value_or(""));
  git({"checkout", "--quiet", "HEAD", "old", "shared"});
  fs::remove(repository() / "one");
}

void Drain::copy_from(const Drain& made) const {
  fs::create_directories(folder_);
  fs::copy(made.folder_, folder_, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
  git({"update-index", "-q", "--refresh"});
}

void Drain::remove() const { remove_tree(folder_); }

std::vector<std::string> Drain::environment() const {
  const char* path = std::getenv("PATH");
  return {format("PATH={}", path ? path : "/usr/bin:/bin"),
          "HOME=" + (folder_ / "home").string(),
          "XDG_CACHE_HOME=" + caches().string(),
          "XDG_CONFIG_HOME=" + (folder_ / "home/config").string(),
          "GIT_CONFIG_NOSYSTEM=1",
          "ASAN_OPTIONS=detect_leaks=0",  // which needs ptrace for itself
          "LC_ALL=C.UTF-8"};
}

Command Drain::run(const std::string& name, const fs::path& logs) const {
  return {
      .argv = {program_.string(), "--auto", format("--parallel={}", workers_), "--format=ndjson"},
      .environment = environment(),
      .folder = repository(),
      .out = logs / (name + ".out"),
      .err = logs / (name + ".err")};
}

std::string Drain::git(std::vector<std::string> arguments) const {
  SpawnRequest request;
  request.argv = std::move(arguments);
  request.argv.insert(request.argv.begin(), "git");
  request.folder = repository();
  request.environment = environment();
  const Captured ran = run_captured(request);
  if (!ran.status.ok())
    throw Error(ErrorKind::internal,
                format("git {}: {}", request.argv[1], excerpt(trimmed(ran.err + ran.out), 500)));
  return ran.out;
}

bool Drain::requeue_deferred() const {
  const fs::path file = repository() / ".sage/tickets/index.json";
  const std::string text = read_file(file).value_or("");
  const auto index = parse_json(text, "index");
  IndexEdit edit;
  for (const auto& ticket : index.at("tickets").as_array()) {
    const std::string id(ticket.at("id").as_string());
    if (ticket.at("state") == "DEFERRED" && id != deferred_by_itself)
      edit.changes.push_back({.ticket = id, .state = State::unprocessed});
  }
  if (edit.changes.empty()) return false;
  replace_file(file, edit_index(text, edit).text());
  git({"commit", "--quiet", "--all", "--message=Again"});
  return true;
}

}  // namespace sage::crash
