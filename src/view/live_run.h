#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "run/run_state.h"

namespace sage {

/// A run as its live view needs it: the fold of the events, and a register of who is where in it,
/// so that a frame costs what it shows and not what the run has been through.
class LiveRun {
 public:
  void apply(const Event& event);

  const RunState& state() const { return state_; }
  const std::set<std::string>& in(RunState::Phase phase) const;

  /// How long the rest will take: the mean agent time of the tickets that landed or needed no
  /// change, times the tickets that remain, less what those running have had of it, over the
  /// workers. Nothing until two are done or when none remains.
  std::optional<std::int64_t> remaining_ms(WallTime now) const;

 private:
  using Phases = std::map<RunState::Phase, std::set<std::string>>;
  void move(const std::string& ticket, std::optional<RunState::Phase> from);

  RunState state_;
  Phases phases_;
  std::uint64_t worked_ = 0;    ///< tickets that landed or needed no change, after agent time
  std::int64_t worked_ms_ = 0;  ///< their agent time
};

}  // namespace sage
