#pragma once

#include <set>

#include "modes/asking_guide.h"

namespace sage {

/// --parallel-interactive: all that is ready is a batch, which is confirmed, and done in parallel
/// to its end before the next is asked for.
class Batches : public AskingGuide {
 public:
  explicit Batches(Asking asking) : AskingGuide("parallel-interactive", std::move(asking)) {}

 private:
  bool is_wanted(const Offer& offer) const override { return batch_.contains(offer.id); }
  More choose(const std::vector<Offer>& offers) override;
  void list(const std::vector<Offer>& offers);
  std::set<std::string> choose_some(const std::vector<Offer>& offers);

  std::set<std::string> batch_;
};

/// Which of `ids` a person named, as they are or by their numbers (from 1; "2-4"), with blanks or
/// commas between; nothing if a word is none of these.
std::optional<std::set<std::string>> named_among(const std::vector<std::string>& ids,
                                                 std::string_view words);

}  // namespace sage
