#include "engine/adopt.h"

#include "repo/collect_files.h"
#include "repo/commit.h"
#include "repo/object_batch.h"
#include "repo/results.h"
#include "repo/tree.h"
#include "run/layout.h"
#include "worker/result_message.h"

namespace sage {
namespace {

[[noreturn]] void refuse(const QueueEntry& request, const std::string& why) {
  throw Error(ErrorKind::invalid_input, format("{}: {}", request.ticket_id, why));
}

std::vector<std::string> changed_paths(const Repository& repository, const ObjectId& base,
                                       const ObjectId& result) {
  std::vector<std::string> paths;
  for (auto& change : diff_trees(repository, repository.tree_of(base), repository.tree_of(result)))
    paths.push_back(std::move(change.path));
  return paths;
}

/// The commit that is to land: the one named, if it can be merged as one change.
void take_commit(const Repository& repository, QueueEntry& entry, const ObjectId& tip) {
  const std::string name = entry.result.hex().substr(0, 12);
  if (repository.commit_of(entry.result.hex()) != entry.result)
    refuse(entry, format("{} is no commit of this repository", name));
  const auto parents = repository.parents_of(entry.result);
  if (parents.size() > 1) refuse(entry, format("{} is a merge, expected one change", name));
  entry.base = parents.empty() ? ObjectId{} : parents.front();
  if (const auto there = find_landing(repository, tip, entry.base, entry.result);
      there && !there->rolled_back)
    refuse(entry, format("{} has landed already, by {:.12}", name, there->commit.hex()));
  entry.files = changed_paths(repository, entry.base, entry.result);
}

void commit_files(const Repository& repository, QueueEntry& entry, const Adoption& adoption) {
  if (entry.files.empty()) refuse(entry, "names neither files nor a commit");
  ObjectBatch batch(repository);
  const ObjectId before = repository.tree_of(adoption.tip);
  const ObjectId tree = tree_with_files(repository, before, entry.files);
  entry.base = adoption.tip;
  entry.files.clear();
  for (auto& change : diff_trees(repository, before, tree))
    entry.files.push_back(std::move(change.path));
  if (entry.files.empty()) refuse(entry, "its files are as the branch has them: nothing to land");
  const Outcome outcome{.ticket = entry.ticket_id,
                        .attempt = adoption.attempt,
                        .kind = OutcomeKind::completed,
                        .base = entry.base,
                        .files = entry.files};
  const Identity identity = repository.identity();
  entry.result = write_commit(
      repository,
      {.tree = tree,
       .parents = entry.base.is_zero() ? std::vector<ObjectId>{} : std::vector{entry.base},
       .message = result_message(outcome, adoption.title),
       .author = identity,
       .committer = identity,
       .at = wall_now()});
  batch.flush();
  pin_result(repository, result_ref(entry.ticket_id, adoption.attempt), entry.result);
}

void check_result(const Repository& repository, const QueueEntry& entry) {
  if (repository.commit_of(entry.result_ref) != entry.result)
    refuse(entry, format("{} does not hold its result", entry.result_ref));
  const auto parents = repository.parents_of(entry.result);
  if (parents.size() > 1 || entry.base != (parents.empty() ? ObjectId{} : parents.front()))
    refuse(entry, "its base is not what the result was made on");
}

}  // namespace

QueueEntry adopt(const Repository& repository, QueueEntry entry, const Adoption& adoption) {
  if (!is_request(entry)) {
    check_result(repository, entry);
    return entry;
  }
  if (entry.result.is_zero()) {
    commit_files(repository, entry, adoption);
  } else {
    take_commit(repository, entry, adoption.tip);
    if (entry.files.empty()) refuse(entry, "the commit changes nothing");
    pin_result(repository, result_ref(entry.ticket_id, adoption.attempt), entry.result);
  }
  entry.attempt = adoption.attempt;
  entry.result_ref = result_ref(entry.ticket_id, entry.attempt);
  entry.queue_id = format("{}/{}/{}", entry.run, entry.ticket_id, entry.attempt);
  entry.commit_message = message_text(entry.commit_message);
  if (entry.commit_message.empty()) entry.commit_message = adoption.message;
  if (parse_iso_time(entry.queued_at) == 0) entry.queued_at = iso_time(wall_now());
  entry.discovered.clear();
  return entry;
}

}  // namespace sage
