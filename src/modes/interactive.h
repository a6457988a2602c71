#pragma once

#include "modes/asking_guide.h"

namespace sage {

/// --interactive: one ticket at a time. Asks whether to begin, for each ticket whether it is to
/// start, and for each result whether it is to land.
class Interactive : public AskingGuide {
 public:
  explicit Interactive(Asking asking) : AskingGuide("interactive", std::move(asking)) {}
  Judgement judge(const Finished& finished) override;

 private:
  enum class Chosen { yes, no, pause };

  bool may_begin() override;
  bool is_wanted(const Offer& offer) const override { return offer.id == chosen_; }
  More choose(const std::vector<Offer>& offers) override;
  Chosen ask_for(const Offer& offer);
  void show(const Offer& offer);
  void show(const QueueEntry& entry);
  void show_diff(const QueueEntry& entry);
  std::optional<Judgement> decide(const QueueEntry& entry, std::string_view answer);

  std::string chosen_;  ///< the ticket in hand, through all its attempts
};

}  // namespace sage
