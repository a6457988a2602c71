#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/coordinator.h"
#include "engine/git_lander.h"
#include "engine/index_store.h"
#include "engine/target.h"
#include "os/dir_lock.h"
#include "session.h"

namespace sage {

/// Sends each event to every sink, in their order: the journal first, then what people see.
class Fanout : public EventSink {
 public:
  void add(EventSink& sink) { sinks_.push_back(&sink); }
  void take(const Event& event) override {
    for (auto* sink : sinks_) sink->take(event);
  }
  void take_all(std::span<const Event> events) override {
    for (auto* sink : sinks_) sink->take_all(events);
  }

 private:
  std::vector<EventSink*> sinks_;
};

/// The folders whose locks say that a stream works on the repository: the one that other tools
/// know, and one that all worktrees of the repository share, since they share its results.
std::vector<fs::path> stream_locks(const Session& session);

/// One stream per repository. Throws Error(locked) naming the holder.
std::vector<DirLock> take_stream_lock(const Session& session, const std::string& command_line);

/// Where this session lands. Throws Error(repository_state) where nothing can, because git could
/// not make the branch.
Target target_of(const App& app, const Session& session);

/// The index of the branch: the file in the checkout, or the branch's own where no checkout
/// follows it.
std::unique_ptr<IndexStore> index_of(const Session& session, const Target& target, Lander& lander);

/// What lands a result, as somebody would type it whose runs land on the ref `here`.
std::string land_command_for(const QueueEntry& entry, const std::string& here);

/// The agent that does a ticket: its `run` command, the one it names, or the default one.
/// Throws Error(invalid_input) for a name that no configured agent and no preset has.
std::optional<AgentSpec> agent_for(const Settings& settings, const Ticket& ticket);

/// How results are tested before they land, with so many workers.
TrainOptions train_options(const Settings& settings, std::size_t workers);

/// What earlier runs found of trees, with the gate as it is configured now.
VerdictStore verdicts_of(const Session& session);

/// Our files under .sage are nobody's to commit: adds them to info/exclude. False if they were
/// there.
bool exclude_own_files(const Repository& repository);

}  // namespace sage
