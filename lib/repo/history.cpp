// Two colours flow from the tip and from the stop towards the parents, newest commit first; what
// has only the tip's colour is given out, and the walk ends when nothing of that kind is left in
// the queue. Where commit times lie, a commit may be given out before the stop's colour reaches
// it; but every commit that the tip reaches only through visible ones is reached.

#include "repo/history.h"

#include <algorithm>
#include <functional>

#include "os/file.h"
#include "repo/commit.h"
#include "repo/landings.h"

namespace sage {
namespace {

std::unordered_set<ObjectId> shallow_commits(const fs::path& common_dir) {
  std::unordered_set<ObjectId> out;
  const std::string text = read_file(common_dir / "shallow").value_or("");
  for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size()) + 1)
    if (const auto id = ObjectId::parse(std::string_view(text).substr(at, 40))) out.insert(*id);
  return out;
}

}  // namespace

History::History(const Repository& repository, const ObjectId& tip, const ObjectId& stop)
    : repository_(repository.raw()), shallow_(shallow_commits(repository.common_dir())) {
  paint(tip, from_tip);
  if (!stop.is_zero()) paint(stop, from_stop);
}

Commit History::next() {
  while (visible_ > 0) {
    const ObjectId id = queue_.rbegin()->second;
    queue_.erase(std::prev(queue_.end()));
    const unsigned colour = colours_[id];
    Commit commit = read_commit(repository_, id);
    paint_parents(commit.get(), id, colour);
    if (colour != from_tip) continue;
    --visible_;
    return commit;
  }
  return nullptr;
}

bool History::reached(const ObjectId& commit) const {
  const auto found = colours_.find(commit);
  return found != colours_.end() && (found->second & from_tip) != 0;
}

void History::paint(const ObjectId& commit, unsigned colour) {
  unsigned& mine = colours_[commit];
  const unsigned before = mine;
  if ((before | colour) == before) return;
  mine |= colour;
  const std::int64_t time = git_commit_time(read_commit(repository_, commit).get());
  const bool is_new = queue_.emplace(time, commit).second;
  if (!is_new && before == from_tip) --visible_;
  if (is_new && mine == from_tip) ++visible_;
}

void History::paint_parents(git_commit* commit, const ObjectId& id, unsigned colour) {
  if (shallow_.contains(id)) return;
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i)
    paint(from_git(*git_commit_parent_id(commit, i)), colour);
}

bool Repository::is_ancestor(const ObjectId& ancestor, const ObjectId& descendant) const {
  History history(*this, descendant, ancestor);
  while (!history.reached(ancestor))
    if (!history.next()) return false;
  return true;
}

std::optional<FoundLanding> find_landing(const Repository& repository, const ObjectId& tip,
                                         const ObjectId& stop, const ObjectId& result) {
  if (tip.is_zero()) return {};  // an unborn branch
  History history(repository, tip, stop);
  std::unordered_set<std::string> reverted;
  while (const Commit commit = history.next()) {
    const char* message = git_commit_message_raw(commit.get());
    const auto landed = trailers(message, "Sage-Result");
    if (std::ranges::find(landed, result.hex()) != landed.end()) {
      const ObjectId id = from_git(*git_commit_id(commit.get()));
      return FoundLanding{id, reverted.contains(id.hex())};
    }
    for (auto& earlier : trailers(message, "Sage-Reverts")) reverted.insert(std::move(earlier));
  }
  return {};
}

namespace {

/// Calls `use(landing)` for each that stands, newest first, until it says false.
void walk_landings(const Repository& repository, const ObjectId& tip,
                   const std::function<bool(LandingCommit)>& use) {
  if (tip.is_zero()) return;
  History history(repository, tip, {});
  std::unordered_set<std::string> reverted;
  while (const Commit commit = history.next()) {
    const char* message = git_commit_message_raw(commit.get());
    for (auto& earlier : trailers(message, "Sage-Reverts")) reverted.insert(std::move(earlier));
    const auto tickets = trailers(message, "Sage-Ticket");
    const ObjectId id = from_git(*git_commit_id(commit.get()));
    const unsigned parents = git_commit_parentcount(commit.get());
    if (tickets.size() != 1 || parents > 1 || trailers(message, "Sage-Result").empty() ||
        reverted.contains(id.hex()))
      continue;
    const auto runs = trailers(message, "Sage-Run");
    const bool go_on =
        use({.commit = id,
             .parent = parents == 0 ? ObjectId{} : from_git(*git_commit_parent_id(commit.get(), 0)),
             .ticket = tickets.front(),
             .run = runs.empty() ? "" : runs.front(),
             .subject = git_commit_summary(commit.get())});
    if (!go_on) return;
  }
}

}  // namespace

std::vector<LandingCommit> standing_landings(const Repository& repository, const ObjectId& tip) {
  std::vector<LandingCommit> landings;
  walk_landings(repository, tip, [&](LandingCommit landing) {
    landings.push_back(std::move(landing));
    return true;
  });
  return landings;
}

std::optional<LandingCommit> standing_landing(const Repository& repository, const ObjectId& tip,
                                              const std::string& ticket) {
  std::optional<LandingCommit> found;
  walk_landings(repository, tip, [&](LandingCommit landing) {
    if (landing.ticket == ticket) found = std::move(landing);
    return !found;
  });
  return found;
}

}  // namespace sage
