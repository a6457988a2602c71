// land one|batch|queue REPOSITORY REF FIRST TICKETS PREFIX: lands TICKETS results, each a change of
// one file (the FIRST-th and those after it) for the ticket PREFIX<number>, durably. What is timed:
//   one    for each, from the new content to the moved branch: blob, tree and result commit in a
//          pack, the pin, the landing, the pin dropped; as "landing" the last two alone
//   batch  ten results that are there land together, their pins dropped; a tenth of it
//   queue  all results that are there, one after the other: queued, landed, the entry archived, the
//          pin dropped, the state in the index whenever a write of it is due; by their number
#include "bench/measure.h"
#include "engine/git_lander.h"
#include "engine/index_store.h"
#include "repo/commit.h"
#include "repo/object_batch.h"
#include "repo/results.h"
#include "repo/tree.h"
#include "run/journal.h"

namespace {

using namespace sage;
using namespace sage::bench;

const Identity who{"Bench", "bench@example.org"};

QueueEntry result(const Repository& repository, const ObjectId& base, std::size_t file,
                  const std::string& prefix) {
  const std::string path = path_of(file), ticket = format("{}{:06}", prefix, file);
  const ObjectId blob = repository.write_blob(format("changed by {}\n", ticket));
  const ObjectId tree =
      edit_tree(repository, repository.tree_of(base), {{path, {Mode::file, blob}}});
  QueueEntry entry{.queue_id = "run/" + ticket + "/1",
                   .worker_id = "worker-0",
                   .ticket_id = ticket,
                   .commit_message = "feat: #" + ticket + " Change a file",
                   .files = {path},
                   .queued_at = "2026-01-01T00:00:00.000Z",
                   .base = base,
                   .result_ref = result_ref(ticket, 1),
                   .run = "run"};
  entry.result = write_commit(repository, {.tree = tree,
                                           .parents = {base},
                                           .message = ticket + "\n",
                                           .author = who,
                                           .committer = who,
                                           .at = 1'700'000'000'000});
  return entry;
}

struct Files {
  std::size_t first, count;
  std::string prefix;
};

class Run {
 public:
  Run(const std::string& folder, const std::string& ref)
      : repository_(Repository::discover(folder)),
        layout_{repository_.is_bare() ? repository_.git_dir() / "sage"
                                      : repository_.checkout() / ".sage"},
        journal_(layout_.journal("run")),
        publisher_(repository_, layout_, {ref, {}, "bench"}, journal_),
        lander_(repository_, publisher_),
        queue_(layout_.queue(), ref) {}

  void make_and_land(const Files& files) {
    const ObjectId base = lander_.tip();
    for (std::size_t i = files.first; i < files.first + files.count; ++i) {
      double landing = 0;
      print_sample(milliseconds([&] {
        const QueueEntry entry = make_result(base, i, files.prefix);
        landing = milliseconds([&] { land({entry}); });
      }));
      print_fact("landing", format("{:.6f}", landing));
    }
  }

  void land_together(const Files& files, std::ptrdiff_t at_once) {
    const auto made = make_results(files);
    require(std::ssize(made) % at_once == 0, "a batch that is not full");
    for (auto next = made.begin(); next != made.end(); next += at_once) {
      const std::vector<QueueEntry> some(next, next + at_once);
      print_sample(milliseconds([&] { land(some); }) / static_cast<double>(at_once));
    }
  }

  void queue_and_land(const Files& files) {
    const auto made = make_results(files);
    WorkingIndex index(layout_.index());
    index.read();
    const double took = milliseconds([&] {
      for (const auto& entry : made) {
        const QueueEntry queued = queue_.add(entry);
        land({queued});
        index.apply(landing_of(queued).edit);
        index.flush(&entry == &made.back());
        queue_.archive(queued);
      }
    });
    print_sample(took / static_cast<double>(made.size()));
    require(queue_.list().entries.empty(), "the queue is not empty");
  }

 private:
  /// As a worker leaves it: durable in a pack of its own, and pinned.
  QueueEntry make_result(const ObjectId& base, std::size_t file, const std::string& prefix) {
    ObjectBatch batch(repository_);
    QueueEntry entry = result(repository_, base, file, prefix);
    batch.flush();
    pin_result(repository_, entry.result_ref, entry.result);
    return entry;
  }

  std::vector<QueueEntry> make_results(const Files& files) {
    const ObjectId base = lander_.tip();
    std::vector<QueueEntry> made;
    for (std::size_t i = files.first; i < files.first + files.count; ++i)
      made.push_back(make_result(base, i, files.prefix));
    return made;
  }

  void land(const std::vector<QueueEntry>& entries) {
    std::vector<Landing> landings;
    landings.reserve(entries.size());
    for (const auto& entry : entries) landings.push_back(landing_of(entry));
    const auto outcome = lander_.land(landings, std::nullopt);
    const auto* landed = std::get_if<std::vector<LandedAt>>(&outcome);
    require(landed && landed->size() == landings.size(), "not all landed");
    for (const auto& entry : entries) lander_.forget(entry);
  }

  Repository repository_;
  Layout layout_;
  Journal journal_;
  Publisher publisher_;
  GitLander lander_;
  CommitQueue queue_;
};

}  // namespace

int main(int, char** argv) {
  const std::string how = argv[1];
  Run run(argv[2], argv[3]);
  const Files files{std::stoul(argv[4]), std::stoul(argv[5]), argv[6]};
  if (how == "queue")
    run.queue_and_land(files);
  else if (how == "batch")
    run.land_together(files, 10);
  else
    run.make_and_land(files);
}
