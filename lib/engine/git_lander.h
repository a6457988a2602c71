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
  LandOutcome land(const QueueEntry& entry, const IndexEdit& edit) override;
  LandOutcome record(const IndexEdit& edit, const std::string& run) override;
  void forget(const QueueEntry& entry) override;

 private:
  const Repository& repository_;
  Publisher& publisher_;
};

}  // namespace sage
