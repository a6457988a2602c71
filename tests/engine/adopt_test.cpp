#include "engine/adopt.h"

#include "support/landing_fixture.h"

namespace sage {
namespace {

class Adopting : public test::LandingFixture {
 public:
  QueueEntry request(const std::vector<std::string>& files) const {
    return {.queue_id = "theirs", .seq = 3, .ticket_id = "T-1", .files = files};
  }
  QueueEntry adopted(const QueueEntry& request, int attempt = 4) {
    return adopt(repository(), request,
                 {.tip = tip(), .attempt = attempt, .title = "One", .message = "feat: #T-1 One"});
  }
  std::string refusal(const QueueEntry& request) {
    return test::error_of([&] { adopted(request); }).message();
  }
};

TEST_F(Adopting, FilesBecomeAPinnedResultThatLaterEditsDoNotChange) {
  user.write("a", "mine\n");
  const QueueEntry entry = adopted(request({"a"}));
  user.write("a", "later\n");
  EXPECT_FALSE(is_request(entry));
  EXPECT_EQ(entry.base, base);
  EXPECT_EQ(entry.seq, 3U);
  EXPECT_EQ(entry.queue_id, "/T-1/4");
  EXPECT_EQ(entry.files, std::vector<std::string>{"a"});
  EXPECT_EQ(entry.commit_message, "feat: #T-1 One");
  EXPECT_NE(entry.queued_at, "");
  EXPECT_EQ(user.id("refs/sage/results/T-1/4"), entry.result);
  EXPECT_EQ(on_branch("a", entry.result.hex()), "mine\n");
  EXPECT_EQ(stored_outcome(repository(), "T-1", 4)->files, entry.files);
  EXPECT_EQ(adopted(entry).result, entry.result) << "one that is whole stays as it is";
}

TEST_F(Adopting, ACommitIsTakenAsTheChangeThatItIs) {
  user.git({"checkout", "-q", "-b", "side"});
  user.write("b", "side\n");
  const ObjectId side = user.commit_all("side");
  user.git({"checkout", "-q", "main"});
  QueueEntry asked = request({});
  asked.result = side;
  asked.commit_message = "mine\n\nSage-Result: 0123\n";
  const QueueEntry entry = adopted(asked);
  EXPECT_EQ(entry.base, base);
  EXPECT_EQ(entry.files, std::vector<std::string>{"b"});
  EXPECT_TRUE(trailers(entry.commit_message, "Sage-Result").empty());
  EXPECT_EQ(user.id("refs/sage/results/T-1/4"), side);
}

TEST_F(Adopting, SaysWhyItCannotBe) {
  EXPECT_NE(refusal(request({})).find("neither files nor a commit"), std::string::npos);
  EXPECT_NE(refusal(request({"a"})).find("nothing to land"), std::string::npos);
  EXPECT_NE(refusal(request({"../a"})), "");
  QueueEntry nowhere = request({});
  nowhere.result = *ObjectId::parse(std::string(40, 'a'));
  EXPECT_NE(refusal(nowhere).find("no commit"), std::string::npos);
  QueueEntry tree = request({});
  tree.result = user.tree();
  EXPECT_NE(refusal(tree).find("no commit"), std::string::npos);
  user.git({"checkout", "-q", "-b", "side"});
  user.commit_all("side");
  user.git({"checkout", "-q", "main"});
  user.commit_all("main");
  user.git({"merge", "-q", "--no-ff", "-m", "merge", "side"});
  QueueEntry merge = request({});
  merge.result = tip();
  EXPECT_NE(refusal(merge).find("a merge"), std::string::npos);
}

TEST_F(Adopting, AnEntryThatLiesAboutItsResultIsRefused) {
  user.write("a", "mine\n");
  const QueueEntry whole = adopted(request({"a"}));
  QueueEntry other = whole;
  other.result = base;
  EXPECT_NE(refusal(other).find("does not hold"), std::string::npos);
  other = whole;
  other.base = {};
  EXPECT_NE(refusal(other).find("base"), std::string::npos);
}

}  // namespace
}  // namespace sage
