#pragma once

#include <map>

#include "engine/index_store.h"
#include "engine/recovery.h"

namespace sage {

/// Passes events on, and tells with each Recovered what the ticket is called and which files its
/// result has: this run has no other event that does.
class RecoveredNames : public EventSink {
 public:
  explicit RecoveredNames(EventSink& next) : next_(next) {}
  /// Reads the index if anything was recovered.
  void know(const Recovered& recovered, IndexStore& index);
  void take(const Event& event) override;
  void take_all(std::span<const Event> events) override { next_.take_all(events); }

 private:
  void add_titles(IndexStore& index);

  EventSink& next_;
  std::map<std::string, event::Recovered> known_;
};

}  // namespace sage
