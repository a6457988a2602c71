#include "os/cores.h"

#include <gtest/gtest.h>

#include "support/temp_folder.h"

namespace sage {
namespace {

/// A machine as /proc and /sys/fs/cgroup show it.
struct Machine {
  test::TempFolder folder;

  Machine& allows(const std::string& list) {
    test::write_text(folder / "proc/self/status",
                     "Name:\tx\nCpus_allowed:\tff\nCpus_allowed_list:\t" + list + "\n");
    return *this;
  }
  Machine& in_cgroups(const std::string& lines) {
    test::write_text(folder / "proc/self/cgroup", lines);
    return *this;
  }
  Machine& has(const std::string& file, const std::string& text) {
    test::write_text(folder / "cgroup" / file, text + "\n");
    return *this;
  }
  int cores() const { return usable_cores(folder / "proc", folder / "cgroup"); }
};

TEST(UsableCores, AreThoseOfTheAffinity) {
  EXPECT_EQ(Machine().allows("0-7").cores(), 8);
  EXPECT_EQ(Machine().allows("0").cores(), 1);
  EXPECT_EQ(Machine().allows("0-3,8,10-11").cores(), 7);
}

TEST(UsableCores, AreAtLeastOneWhateverIsShown) {
  EXPECT_GE(Machine().cores(), 1);
  EXPECT_GE(Machine().allows("nonsense").in_cgroups("nonsense\n::\n:").cores(), 1);
  EXPECT_EQ(Machine().allows("0-3").in_cgroups("0::/\n").has("cpu.max", "1000 100000").cores(), 1);
}

TEST(UsableCores, AreLimitedByTheQuotaRoundedUp) {
  Machine machine;
  machine.allows("0-7").in_cgroups("0::/user/job\n");
  EXPECT_EQ(machine.has("user/job/cpu.max", "max 100000").cores(), 8);
  EXPECT_EQ(machine.has("user/job/cpu.max", "200000 100000").cores(), 2);
  EXPECT_EQ(machine.has("user/job/cpu.max", "250000 100000").cores(), 3);
  EXPECT_EQ(machine.has("user/job/cpu.max", "5000000 100000").cores(), 8);
}

TEST(UsableCores, AreLimitedByEveryCgroupAbove) {
  Machine machine;
  machine.allows("0-7").in_cgroups("0::/a/b/c\n");
  machine.has("a/cpu.max", "300000 100000").has("a/b/cpu.max", "max 100000");
  EXPECT_EQ(machine.has("a/b/c/cpu.max", "600000 100000").cores(), 3);
  EXPECT_EQ(machine.has("cpu.max", "100000 50000").cores(), 2) << "the root of a container";
}

TEST(UsableCores, KnowVersionOneUnderEitherName) {
  const auto lines = "5:memory:/other\n4:cpu,cpuacct:/box\n1:name=systemd:/box\n";
  Machine joined;
  joined.allows("0-7").in_cgroups(lines).has("cpu,cpuacct/box/cpu.cfs_quota_us", "150000");
  EXPECT_EQ(joined.has("cpu,cpuacct/box/cpu.cfs_period_us", "100000").cores(), 2);
  Machine alone;
  alone.allows("0-7").in_cgroups(lines).has("cpu/box/cpu.cfs_quota_us", "300000");
  EXPECT_EQ(alone.has("cpu/box/cpu.cfs_period_us", "100000").cores(), 3);
  EXPECT_EQ(alone.has("cpu/box/cpu.cfs_quota_us", "-1").cores(), 8) << "no quota";
}

TEST(UsableCores, KnowVersionTwoBesideVersionOne) {
  Machine machine;
  machine.allows("0-7").in_cgroups("3:cpuset:/\n0::/job\n");
  EXPECT_EQ(machine.has("unified/job/cpu.max", "100000 100000").cores(), 1);
}

TEST(UsableCores, CountTheMountWhereThePathIsTheHosts) {
  Machine machine;
  machine.allows("0-7").in_cgroups("4:cpu:/docker/0123\n");
  machine.has("cpu/cpu.cfs_quota_us", "200000").has("cpu/cpu.cfs_period_us", "100000");
  EXPECT_EQ(machine.cores(), 2);
}

TEST(UsableCores, DoNotLeaveTheMountByAPathThatPointsUp) {
  Machine machine;
  machine.allows("0-7").in_cgroups("0::/../outside\n").has("../outside/cpu.max", "100000 100000");
  EXPECT_EQ(machine.cores(), 8);
}

TEST(UsableCores, OfThisMachineAreSome) { EXPECT_GE(usable_cores(), 1); }

}  // namespace
}  // namespace sage
