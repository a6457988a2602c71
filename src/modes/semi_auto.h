#pragma once

#include "modes/asking_guide.h"
#include "modes/visit.h"

namespace sage {

/// --semi-auto: one component after the other, each confirmed, drained without asking, and summed
/// up. The next is that of the most urgent ticket that is ready; one that had to wait for another
/// comes again.
class SemiAuto : public AskingGuide {
 public:
  explicit SemiAuto(Asking asking) : AskingGuide("semi-auto", std::move(asking)) {}
  void take(const Event& event) override;

 private:
  bool is_wanted(const Offer& offer) const override { return offer.component == state_.component; }
  More choose(const std::vector<Offer>& offers) override;
  enum class Answer { yes, skip, pause };
  Answer ask_for(const std::string& component, const std::vector<Offer>& offers);
  void describe(const std::string& component, const std::vector<Offer>& offers);
  void sum_up();
  std::vector<std::string> to_retry();
  void leave();

  Visit visit_;
};

}  // namespace sage
