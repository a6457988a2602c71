// land one|batch|queue REPOSITORY REF FIRST TICKETS PREFIX: lands TICKETS results, each a change of
// one file (the FIRST-th and those after it) for the ticket PREFIX<number>, durably: `one` by one,
// ten together, or each `queue`d first, its entry archived after, and its state noted in the index.
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

  void make_results(std::size_t first, std::size_t count, const std::string& prefix) {
    ObjectBatch batch(repository_);
    const ObjectId base = lander_.tip();
    for (std::size_t i = first; i < first + count; ++i)
      entries_.push_back(result(repository_, base, i, prefix));
    batch.flush();
    for (const auto& entry : entries_) pin_result(repository_, entry.result_ref, entry.result);
  }

  void land(std::size_t at_once) {
    for (std::size_t at = 0; at < entries_.size(); at += at_once) {
      std::vector<Landing> landings;
      for (std::size_t i = at; i < at + at_once; ++i) landings.push_back(landing_of(entries_[i]));
      const double took = milliseconds([&] { land(landings); });
      print_sample(took / static_cast<double>(at_once));
    }
    for (const auto& entry : entries_) lander_.forget(entry);  // a run does so now and then
  }

  void queue_and_land() {
    WorkingIndex index(layout_.index());
    index.read();
    for (const auto& entry : entries_)
      print_sample(milliseconds([&] {
        const QueueEntry queued = queue_.add(entry);
        const Landing landing = landing_of(queued);
        land({landing});
        index.apply(landing.edit);
        index.flush(&entry == &entries_.back());
        queue_.archive(queued);
        lander_.forget(queued);
      }));
    require(queue_.list().entries.empty(), "the queue is not empty");
  }

 private:
  void land(const std::vector<Landing>& landings) {
    const auto outcome = lander_.land(landings, std::nullopt);
    const auto* landed = std::get_if<std::vector<LandedAt>>(&outcome);
    require(landed && landed->size() == landings.size(), "not all landed");
  }

  Repository repository_;
  Layout layout_;
  Journal journal_;
  Publisher publisher_;
  GitLander lander_;
  CommitQueue queue_;
  std::vector<QueueEntry> entries_;
};

}  // namespace

int main(int, char** argv) {
  const std::string how = argv[1];
  Run run(argv[2], argv[3]);
  run.make_results(std::stoul(argv[4]), std::stoul(argv[5]), argv[6]);
  if (how == "queue")
    run.queue_and_land();
  else
    run.land(how == "one" ? 1 : 10);
}
