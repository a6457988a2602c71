#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/git_lander.h"
#include "engine/recovery.h"
#include "engine/stored_result.h"
#include "repo/commit.h"
#include "repo/results.h"
#include "repo/tree.h"
#include "run/journal.h"
#include "support/error_of.h"
#include "support/scratch_repository.h"
#include "worker/result_message.h"

namespace sage::test {

/// What a killed process leaves of itself in a test: everything up to the throw has happened.
struct Killed {};

/// Takes events in, and does what the test says at each before it counts as taken.
struct HookedSink : EventSink {
  void take(const Event& event) override {
    if (before) before(event);
    events.push_back(event);
  }
  template <class Body>
  std::vector<Body> all() const {
    std::vector<Body> found;
    for (const auto& event : events)
      if (const auto* body = std::get_if<Body>(&event.body)) found.push_back(*body);
    return found;
  }
  std::function<void(const Event&)> before;
  std::vector<Event> events;
};

inline const std::string small_index =
    "{\"tickets\": [\n"
    "  {\"id\": \"T-1\", \"title\": \"One\", \"state\": \"UNPROCESSED\"},\n"
    "  {\"id\": \"T-2\", \"title\": \"Two\", \"state\": \"UNPROCESSED\"}\n"
    "]}\n";

/// A user's repository with two files, and what lands into it.
class LandingFixture : public testing::Test {
 public:
  LandingFixture() {
    user.write("a", "a\n");
    user.write("b", "b\n");
    base = user.commit_all("base");
    add_excludes(repository(), {std::begin(excluded), std::end(excluded)});
  }

  const Repository& repository() {
    if (!repository_) repository_.emplace(Repository::discover(user.folder()));
    return *repository_;
  }

  Publisher publisher(const std::string& ref = "refs/heads/main", const ObjectId& start = {}) {
    return {repository(), layout, {ref, start, "test"}, sink};
  }

  /// Sets one file on whatever tip it is given.
  Propose setting(const std::string& path, const std::string& text) {
    return [this, path, text](const ObjectId& tip) {
      ++asked;
      return std::vector{Proposal{.ticket = "T-1",
                                  .tree = with(repository().tree_of(tip), path, text),
                                  .message = "set " + path + "\n",
                                  .at = frozen,
                                  .landed = {.files = 1}}};
    };
  }
  ObjectId with(const ObjectId& tree, const std::string& path, const std::string& text) {
    return edit_tree(repository(), tree, {{path, {Mode::file, repository().write_blob(text)}}});
  }

  /// A finished result that sets one file: pinned, not queued.
  Outcome result(const std::string& ticket, const std::string& path, const std::string& text,
                 int attempt = 1, OutcomeKind kind = OutcomeKind::completed) {
    Outcome outcome{.job = 3, .ticket = ticket, .attempt = attempt, .kind = kind};
    outcome.base = repository().commit_of("HEAD").value();
    outcome.files = {path};
    const Identity agent{"Agent", "agent@example.com"};
    outcome.result =
        write_commit(repository(), {.tree = with(repository().tree_of(outcome.base), path, text),
                                    .parents = {outcome.base},
                                    .message = result_message(outcome, "Do " + ticket),
                                    .author = agent,
                                    .committer = agent,
                                    .at = frozen});
    pin_result(repository(), result_ref(ticket, attempt), outcome.result);
    return outcome;
  }
  static QueueEntry entry(const Outcome& outcome, const std::string& run = "run-1") {
    QueueEntry entry = entry_of(outcome, run, "worker-0", "feat: #" + outcome.ticket);
    entry.queued_at = iso_time(frozen);
    return entry;
  }

  ObjectId tip(const std::string& ref = "refs/heads/main") { return user.id(ref); }
  std::string on_branch(const std::string& path, const std::string& ref = "refs/heads/main") {
    return user.git_result({"cat-file", "blob", ref + ":" + path}).out;
  }

  static constexpr WallTime frozen = 1'700'000'000'000;
  ScratchRepository user;
  Layout layout{user.folder() / ".sage"};
  HookedSink sink;
  ObjectId base;
  int asked = 0;

 private:
  std::optional<Repository> repository_;
};

}  // namespace sage::test
