// What must hold after a drain, whatever happened to the one before it, seen with git's own
// program and with plain eyes: nothing here asks the code under test.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>

#include <cstring>
#include <set>

#include "base/json.h"
#include "drain.h"
#include "os/file.h"
#include "os/file_lock.h"
#include "os/process.h"

namespace sage::crash {
namespace {

constexpr int some_deferred = 1;  // docs/EXIT-CODES.md

/// Collects what does not hold.
class Check {
 public:
  explicit Check(const Drain& drain) : drain_(drain) {}

  void same(std::string_view what, const std::string& expected, const std::string& found) {
    if (expected != found)
      say("{}: expected {}, found {}", what, escaped(expected), excerpt(found, 700));
  }

  template <class... Parts>
  void say(fmt::format_string<Parts...> text, Parts&&... parts) {
    problems_.push_back(format(text, std::forward<Parts>(parts)...));
  }

  void history() {
    same("landed, in any order", "A-1 A-2 A-4 A-6 A-7 ", landed());
    same("git status", "", drain_.git({"status", "--porcelain"}));
    same("git diff", "", drain_.git({"diff", "HEAD"}));
    same("pins", "", drain_.git({"for-each-ref", "--format=%(refname)", "refs/sage/results"}));
    drain_.git({"fsck", "--full", "--strict", "--no-dangling"});
  }

  void files() {
    file("one", "1\n");
    file("d/one", "one\n");
    file("found", "A-7\n");
    std::string lines;
    for (int i = 1; i <= 20; ++i)
      lines += i == 2 ? "head\n" : i == 19 ? "tail\n" : format("line {}\n", i);
    file("shared", lines);
    for (const char* absent : {"old", "half"})
      if (fs::exists(drain_.repository() / absent)) say("{} is there", absent);
  }

  void states() {
    const auto text = read_file(drain_.repository() / ".sage/tickets/index.json").value_or("");
    const auto index = parse_json(text, "index");
    std::string found;
    for (const auto& ticket : index.at("tickets").as_array())
      found += format("{} {}, ", std::string(ticket.at("id").as_string()),
                      std::string(ticket.at("state").as_string()));
    same("states",
         "A-1 COMPLETED, A-2 COMPLETED, A-3 COMPLETED, A-4 COMPLETED, A-5 DEFERRED, "
         "A-6 COMPLETED, E-1 COMPLETED, A-7 COMPLETED, ",
         found);
  }

  /// No lock, no temporary file, nothing in the queue.
  void leftovers() {
    const std::set<fs::path> kept{"worker.lock"};  // held by flock: the file may stay
    for (const auto& entry : fs::recursive_directory_iterator(drain_.repository())) {
      const auto name = entry.path().filename().string();
      const bool is_lock = name.ends_with(".lock") && !kept.contains(name);
      const bool is_temporary = name.starts_with(".sage-") || name.ends_with(".tmp") ||
                                name.ends_with(".lock.new") || name.ends_with(".lock.old");
      const bool is_queued = entry.path().parent_path().filename() == "commit-queue" &&
                             name != "archive" && name != ".turn";
      if (is_lock || is_temporary || is_queued) say("{} is left", entry.path().string());
    }
    for (const auto& entry : fs::recursive_directory_iterator(drain_.caches()))
      if (entry.path().filename().string().ends_with(".lock") && entry.is_regular_file())
        if (!FileLock::try_acquire(entry.path())) say("{} is held", entry.path().string());
  }

  std::vector<std::string> problems() { return std::move(problems_); }

 private:
  std::string landed() const {
    std::string out = drain_.git({"log", "--format=%(trailers:key=Sage-Ticket,valueonly)"});
    std::multiset<std::string> tickets;
    for (std::size_t at = 0, end; (end = out.find('\n', at)) != out.npos; at = end + 1)
      if (end > at) tickets.insert(out.substr(at, end - at));
    std::string text;
    for (const auto& ticket : tickets) text += ticket + " ";
    return text;
  }

  void file(const char* name, const std::string& text) {
    same(name, text, read_file(drain_.repository() / name).value_or("(none)"));
  }

  const Drain& drain_;
  std::vector<std::string> problems_;
};

}  // namespace

std::vector<std::string> problems_of(const Drain& drain, int status) try {
  Check check(drain);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != some_deferred)
    check.say("the run's wait status is {:#x}, expected exit code {}", status, some_deferred);
  check.history();
  check.files();
  check.states();
  check.leftovers();
  return check.problems();
} catch (const std::exception& error) {
  return {error.what()};
}

namespace {

/// Landings that the run announced and that are not on the branch.
std::vector<std::string> false_claims(const Drain& drain, const fs::path& out) {
  std::vector<std::string> problems;
  const std::string text = read_file(out).value_or("");
  for (std::size_t at = 0, end; (end = text.find('\n', at)) != text.npos; at = end + 1) {
    const auto event = parse_json(std::string_view(text).substr(at, end - at), "event");
    if (event.at("event") != "landed") continue;
    const std::string commit(event.at("commit").as_string());
    try {
      drain.git({"merge-base", "--is-ancestor", commit, "main"});
    } catch (const Error&) {
      problems.push_back(format("{} was announced as landed, and {} is not on the branch",
                                std::string(event.at("ticket").as_string()), commit));
    }
  }
  return problems;
}

}  // namespace

std::vector<std::string> problems_of_first(const Drain& drain, const Traced& traced,
                                           const fs::path& logs) {
  auto problems = false_claims(drain, logs / "first.out");
  for (const auto& crash : traced.crashes) problems.push_back(crash);
  if (traced.timed_out) problems.emplace_back("the first run took too long and was killed");
  for (const auto& process : traced.outlived) problems.push_back("left running: " + process);
  return problems;
}

std::vector<std::string> problems_of_faulty(const Drain& drain, const Traced& traced, int error,
                                            const fs::path& logs) {
  auto problems = problems_of_first(drain, traced, logs);
  const std::string said = read_file(logs / "first.err").value_or("");
  const int code = WIFEXITED(traced.status) ? WEXITSTATUS(traced.status) : -1;
  const std::set<int> documented{0, 1, 3, 4, 6, 7};
  if (!traced.timed_out && !documented.contains(code))
    problems.push_back(format("the faulty run ended with wait status {:#x}", traced.status));
  if (code > 2 && said.find(::strerror(error)) == said.npos)
    problems.push_back(format("exit code {} without a word of '{}' on stderr: {}", code,
                              ::strerror(error), excerpt(said, 300)));
  return problems;
}

}  // namespace sage::crash
