#pragma once

#include "engine/lander.h"
#include "engine/publish.h"

namespace sage {

/// Lands into a real repository: says what each landing puts on the tip; Publisher moves it.
class GitLander : public Lander {
 public:
  GitLander(const Repository& repository, Publisher& publisher)
      : repository_(repository), publisher_(publisher) {}

  ObjectId tip() override { return publisher_.tip(); }
  ObjectId tree_of(const ObjectId& commit) override { return repository_.tree_of(commit); }
  std::variant<Candidate, MergeConflict, LandedAt> candidate(const Landing& landing,
                                                             const ObjectId& onto) override;
  void drop_candidate(const QueueEntry& entry) override;
  LandOutcome land(const std::vector<Landing>& landings,
                   const std::optional<ObjectId>& tested) override;
  std::vector<std::string> clash(const QueueEntry& first, const QueueEntry& second) override;
  std::variant<LandedAt, Held> record(const IndexEdit& edit, const std::string& run) override;
  void forget(const QueueEntry& entry) override;
  void clear_after_lost_workers() override;

 private:
  /// `tree`: of what the result is to be put on; `onto`: a commit whose history lies below it.
  std::variant<Proposal, MergeConflict, LandedAt> propose(const Landing& landing,
                                                          const ObjectId& onto,
                                                          const ObjectId& tree) const;
  const Repository& repository_;
  Publisher& publisher_;
};

}  // namespace sage
