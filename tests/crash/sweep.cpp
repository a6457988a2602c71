// crash_sweep ATTACK --program FILE [--sample N [--seed N]] [--from N] [--only CASE] [--workers N]
//             [--jobs N]
//
//   ATTACK       kill, fault, few_files, full_disk or power_loss; or points: lists them
//   --sample     only so many cases, drawn at random; the seed is printed
//   --from       leaves so many cases out at the start: goes on where a sweep was cut off
//   --only       one case, as a failure names it; its folder is kept
//   --workers    workers of the drain (1; more make the order of calls less certain)
//   --batch      yes: without a gate, and from where three results wait to land together
//   --jobs       cases at a time (as many as there are cores)
//
// A crash can hit between any two system calls that change the world. So a drain is run once and
// these calls are counted, by role (coordinator, worker); then, for each, a fresh copy of the
// repository, a run that is hit there, a run that is not, and the assertions of problems.cpp.
// Exit code: 0 if all holds, 1 if not, 77 if the attack cannot be made on this machine.
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>

#include "attack.h"
#include "base/text.h"
#include "jobs.h"
#include "support/temp_folder.h"

namespace sage::crash {
namespace {

constexpr int skipped = 77;
const Attack* const attacks[] = {&kill_attack, &fault_attack, &few_files_attack, &full_disk_attack,
                                 &power_loss_attack};

struct Asked {
  std::string attack, only;
  fs::path program;
  std::size_t sample = 0;  // 0: all
  std::size_t from = 0;
  unsigned seed = std::random_device{}();
  int workers = 1;
  bool batch = false;
  unsigned jobs = std::max(1U, std::thread::hardware_concurrency());
};

Asked read_arguments(std::vector<std::string> words) {
  Asked asked;
  if (words.size() % 2 == 0) throw std::runtime_error("usage: see the head of sweep.cpp");
  asked.attack = words[0];
  for (std::size_t i = 1; i < words.size(); i += 2) {
    const std::string &name = words[i], &value = words[i + 1];
    if (name == "--program")
      asked.program = fs::absolute(value);
    else if (name == "--only")
      asked.only = value;
    else if (name == "--sample")
      asked.sample = std::stoul(value);
    else if (name == "--from")
      asked.from = std::stoul(value);
    else if (name == "--seed")
      asked.seed = static_cast<unsigned>(std::stoul(value));
    else if (name == "--workers")
      asked.workers = std::stoi(value);
    else if (name == "--batch")
      asked.batch = value == "yes";
    else if (name == "--jobs")
      asked.jobs = static_cast<unsigned>(std::stoul(value));
    else
      throw std::runtime_error("unknown option " + name);
  }
  return asked;
}

/// In memory where that is possible: the drains sync a lot, and only power_loss needs a disk.
fs::path scratch_place() {
  std::error_code none;
  const auto memory = fs::space("/dev/shm", none);
  return !none && memory.available > (512U << 20) && ::access("/dev/shm", W_OK) == 0
             ? fs::path("/dev/shm")
             : fs::temp_directory_path();
}

Words split(const std::string& name) {
  Words words{""};
  for (const char c : name)
    if (c == ':')
      words.emplace_back();
    else
      words.back() += c;
  return words;
}

/// The points of a drain that nothing happens to, which itself must come out right.
std::vector<Point> count_points(const Asked& asked, const Drain& made, const fs::path& folder) {
  const Drain drain(asked.program, folder / "counted", asked.workers);
  drain.copy_from(made);
  Traced traced = run_traced(drain.run("counted", folder), {}, 60);
  auto problems = problems_of(drain, traced.status);
  drain.remove();
  if (!problems.empty())
    throw std::runtime_error("a drain that nothing happens to: " + listing(problems, 20));
  return std::move(traced.points);
}

std::string in_lines(const Report& report) {
  std::string text = report.where + "\n";
  for (const auto& problem : report.problems) text += problem + "\n";
  return text;
}

class Sweep {
 public:
  Sweep(const Asked& asked, const Attack& attack, const fs::path& folder)
      : asked_(asked), attack_(attack), folder_(folder) {
    const Drain made(asked.program, folder / "made", asked.workers);
    made.make(!asked.batch);
    if (asked.batch) made.queue_results();
    setup_.emplace(Setup{asked.program, asked.workers, made, count_points(asked, made, folder)});
  }

  int run() {
    print_points();
    choose();
    run_jobs(
        chosen_.size(), asked_.jobs, [this](std::size_t i) { return try_case(i); },
        [this](std::size_t i, auto said) { note(i, std::move(said)); });
    fmt::print("{}: {} tried, {} of them came too late to hit, {} failed\n", attack_.name,
               chosen_.size(), late_, failed_);
    return failed_ == 0 ? 0 : 1;
  }

  /// The case that was asked for alone; its folder is kept.
  int run_one() {
    auto kept = (fs::temp_directory_path() / "sage-crash-XXXXXX").string();
    if (!::mkdtemp(kept.data())) throw std::runtime_error("mkdtemp");
    const Report report = attack_.run(*setup_, split(asked_.only), kept);
    fmt::print("{} at {}\n{}kept: {}\n", asked_.only, report.where,
               indented(in_lines(report).substr(report.where.size() + 1)), kept);
    return report.problems.empty() ? 0 : 1;
  }

  void print_points() const {
    const auto of = [&](Role role) {
      return std::ranges::count(setup_->points, role, &Point::role);
    };
    fmt::print("points: coordinator {}, worker {}\n", of(Role::coordinator), of(Role::worker));
  }

  void list_points() const {
    for (const Point& point : setup_->points)
      fmt::print("{}:{} {}\n", to_string(point.role), point.number, point.text);
  }

 private:
  void choose() {
    chosen_ = attack_.cases(*setup_);
    const std::size_t all = chosen_.size();
    chosen_.erase(chosen_.begin(),
                  chosen_.begin() + static_cast<std::ptrdiff_t>(std::min(asked_.from, all)));
    if (asked_.sample > 0 && asked_.sample < chosen_.size()) {
      std::mt19937 random(asked_.seed);
      std::ranges::shuffle(chosen_, random);
      chosen_.resize(asked_.sample);
      fmt::print("{}: {} of {} cases, --seed {}\n", attack_.name, chosen_.size(), all, asked_.seed);
    }
    std::fflush(stdout);
  }

  std::string try_case(std::size_t i) const try {
    const fs::path folder = folder_ / format("case-{}", i);
    fs::create_directories(folder);
    const Report report = attack_.run(*setup_, split(chosen_[i]), folder);
    remove_tree(folder);
    return in_lines(report);
  } catch (const std::exception& error) {
    return in_lines({"?", {error.what()}});
  }

  void note(std::size_t i, const std::optional<std::string>& said) {
    const std::string text = said.value_or("?\nthe case itself died\n");
    const auto first = text.find('\n');
    late_ += first == 0;
    if (++ended_ % 1'000 == 0) {
      fmt::print("{}: {} of {} tried, {} failed\n", attack_.name, ended_, chosen_.size(), failed_);
      std::fflush(stdout);
    }
    if (first + 1 == text.size()) return;
    ++failed_;
    fmt::print("FAILED {} at {}\n{}  again: crash_sweep {} --program {} --workers {}{} --only {}\n",
               chosen_[i], text.substr(0, first), indented(text.substr(first + 1)), attack_.name,
               asked_.program.string(), asked_.workers, asked_.batch ? " --batch yes" : "",
               chosen_[i]);
    std::fflush(stdout);
  }

  static std::string indented(const std::string& lines) {
    std::string out;
    for (std::size_t at = 0, end; (end = lines.find('\n', at)) != lines.npos; at = end + 1)
      out += format("  {}\n", lines.substr(at, end - at));
    return out;
  }

  const Asked& asked_;
  const Attack& attack_;
  fs::path folder_;
  std::optional<Setup> setup_;
  std::vector<std::string> chosen_;
  std::size_t ended_ = 0, late_ = 0, failed_ = 0;
};

const Attack& attack_named(const std::string& name) {
  for (const Attack* attack : attacks)
    if (name == attack->name) return *attack;
  throw std::runtime_error("no such attack: " + name);
}

int main(std::vector<std::string> words) try {
  const Asked asked = read_arguments(std::move(words));
  const bool lists = asked.attack == "points";
  const Attack& attack = lists ? kill_attack : attack_named(asked.attack);
  if (const auto hindrance = attack.hindrance(); !hindrance.empty()) {
    fmt::print("{}: skipped: {}\n", attack.name, hindrance);
    return skipped;
  }
  ::setenv("TMPDIR", scratch_place().c_str(), 1);
  const test::TempFolder folder;
  Sweep sweep(asked, attack, folder);
  if (!lists && asked.only.empty()) return sweep.run();
  if (!lists) return sweep.run_one();
  sweep.list_points();
  return 0;
} catch (const std::exception& error) {
  fmt::print("crash_sweep: {}\n", error.what());
  return 1;
}

}  // namespace
}  // namespace sage::crash

int main(int argc, char** argv) { return sage::crash::main({argv + 1, argv + argc}); }
