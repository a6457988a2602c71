#pragma once

#include <set>
#include <string_view>
#include <vector>

#include "cli/mode_options.h"
#include "ticket/ticket.h"

namespace sage {

/// What a mode lets start where each of its questions gets its usual answer: for who looks ahead.
class UsualChoice {
 public:
  explicit UsualChoice(RunMode mode) : mode_(mode) {}

  bool holds(const Ticket& ticket) const {
    return mode_ == RunMode::automatic || chosen_.contains(key(ticket));
  }
  /// Nothing runs, and these could start, the most urgent first; they outlive it.
  void choose(const std::vector<const Ticket*>& offers) {
    chosen_.clear();
    for (const Ticket* offer : offers)
      if (chosen_.empty() || mode_ == RunMode::parallel_interactive) chosen_.insert(key(*offer));
  }

 private:
  std::string_view key(const Ticket& ticket) const {
    return mode_ == RunMode::semi_auto ? ticket.component : ticket.id;
  }

  RunMode mode_;
  std::set<std::string_view> chosen_;  ///< tickets, or a component
};

}  // namespace sage
