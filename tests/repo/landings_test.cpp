#include "repo/landings.h"

#include "base/text.h"
#include "repo/commit.h"
#include "support/scratch_repository.h"

namespace sage {
namespace {

class Landings : public testing::Test {
 public:
  ObjectId land(const std::string& ticket, const std::string& more = "") {
    return scratch.commit_all(format("feat: #{0} Do\n\nSage-Ticket: {0}\nSage-Result: {1}\n{2}",
                                     ticket, result.hex(), more));
  }
  ObjectId take_back(const ObjectId& landing) {
    return scratch.commit_all("revert\n\nSage-Reverts: " + landing.hex());
  }
  std::vector<std::string> standing() {
    std::vector<std::string> tickets;
    for (const auto& one :
         standing_landings(Repository::discover(scratch.folder()), scratch.id("HEAD")))
      tickets.push_back(one.ticket);
    return tickets;
  }
  std::optional<FoundLanding> found() {
    return find_landing(Repository::discover(scratch.folder()), scratch.id("HEAD"), {}, result);
  }

  test::ScratchRepository scratch;
  ObjectId root = scratch.commit_all("root"), result = root;
};

using List = std::vector<std::string>;

TEST_F(Landings, AreListedNewestFirstWithWhatTheirTrailersSay) {
  const ObjectId first = land("A-1", "Sage-Run: run-1");
  land("B-1");
  scratch.commit_all("by hand");
  EXPECT_EQ(standing(), (List{"B-1", "A-1"}));
  const auto listed =
      standing_landings(Repository::discover(scratch.folder()), scratch.id("HEAD")).back();
  EXPECT_EQ(listed.commit, first);
  EXPECT_EQ(listed.parent, root);
  EXPECT_EQ(listed.run, "run-1");
  EXPECT_EQ(listed.subject, "feat: #A-1 Do");
}

TEST_F(Landings, ThatWereTakenBackStandNoMoreUntilTheyLandAgain) {
  const ObjectId first = land("A-1");
  EXPECT_EQ(found(), FoundLanding{first});
  take_back(first);
  EXPECT_EQ(standing(), List{});
  EXPECT_EQ(found(), (FoundLanding{first, true}));
  const ObjectId again = land("A-1");
  EXPECT_EQ(standing(), List{"A-1"});
  EXPECT_EQ(found(), FoundLanding{again});
}

TEST_F(Landings, AreNoMergesAndNoSquashes) {
  scratch.git({"checkout", "-q", "-b", "side"});
  land("A-1");
  scratch.git({"checkout", "-q", "main"});
  scratch.git({"merge", "-q", "--no-ff", "-m",
               "merge\n\nSage-Ticket: M-1\nSage-Result: " + root.hex(), "side"});
  land("B-1", "Sage-Ticket: C-1");
  EXPECT_EQ(standing(), List{"A-1"});
}

TEST(StandingLandings, OfAnUnbornBranchAreNone) {
  const test::ScratchRepository scratch;
  EXPECT_TRUE(standing_landings(Repository::discover(scratch.folder()), {}).empty());
}

}  // namespace
}  // namespace sage
