#include "simulation/made_up_backlog.h"

#include <gtest/gtest.h>

#include "plan/graph.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

double mean_dependencies(const Backlog& backlog) {
  double sum = 0;
  for (const Ticket& ticket : backlog.tickets())
    sum += static_cast<double>(ticket.dependencies.size());
  return sum / static_cast<double>(backlog.size());
}

TEST(MadeUpBacklog, IsAValidIndexWithoutCycles) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Backlog backlog = read_index_text(made_up_index({300, 3, seed}), "made up");
    EXPECT_EQ(backlog.size(), 300u);
    EXPECT_TRUE(backlog.warnings().empty());
    EXPECT_EQ(Graph::build(backlog).size(), 300u);
  }
}

TEST(MadeUpBacklog, HasAboutAsManyDependenciesAsAsked) {
  const auto mean = [](double asked) {
    return mean_dependencies(read_index_text(made_up_index({20'000, asked, 7}), "made up"));
  };
  EXPECT_EQ(mean(0), 0);
  EXPECT_NEAR(mean(0.5), 0.5, 0.05);
  EXPECT_NEAR(mean(1.5), 1.5, 0.15) << "some are drawn twice, and the first tickets have none";
}

TEST(MadeUpBacklog, IsTheSameFromTheSameSeedAndAnotherFromAnother) {
  EXPECT_EQ(made_up_index({100, 1, 4}), made_up_index({100, 1, 4}));
  EXPECT_NE(made_up_index({100, 1, 4}), made_up_index({100, 1, 5}));
}

}  // namespace
}  // namespace sage
