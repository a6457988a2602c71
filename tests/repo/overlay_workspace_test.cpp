// What is particular to workspaces that are overlays; what they share with plain ones is tested in
// workspace_*_test.cpp over both.

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <unistd.h>

#include "os/process.h"
#include "repo/commit.h"
#include "repo/object_batch.h"
#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class OverlayWorkspaces : public WorkspaceFixture {
 public:
  Backend backend() const override { return Backend::overlay; }
  fs::path layers() { return root() / "layers"; }
  /// The names of the layers; none may be covered.
  std::vector<std::string> layer_names() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(layers()))
      if (entry.is_directory()) names.push_back(entry.path().filename());
    return names;
  }
  void write_many(int files, const std::string& text) const {
    for (int i = 0; i < files; ++i) user.write(format("many/{}/{}", i % 20, i), text);
  }
  /// As an agent with root's rights could have done it.
  void expect_refused_then_made_anew(Workspace& workspace) {
    EXPECT_THAT(workspace.collect({}).refused, HasSubstr("removed, replaced or closed"));
    EXPECT_NE(workspace.differences().odd, "");
    workspace.prepare(user.id("HEAD"), "sage/T-2", false);
    expect_holds(workspace, user.id("HEAD"));
    put(workspace, "after", "x\n");
    EXPECT_THAT(workspace.collect({}).files, ElementsAre("after"));
  }
};

bool is_there(const fs::path& path) { return fs::exists(fs::symlink_status(path)); }

TEST_F(OverlayWorkspaces, ASlotOfTheOtherBackendIsMadeAnew) {
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  for (const Backend which : {Backend::plain, Backend::overlay, Backend::plain}) {
    const auto workspace = open_workspace(repository(), root(), which);
    EXPECT_TRUE(workspace->prepare(base, "sage/T-1", false)) << "new: setup must run";
    workspace->mark_set_up("key");
    expect_holds(*workspace, base);
    put(*workspace, "b", "2\n");
    EXPECT_THAT(workspace->collect({}).files, ElementsAre("b"));
    EXPECT_FALSE(workspace->prepare(base, "sage/T-2", false));
  }
}

TEST_F(OverlayWorkspaces, AllSlotsStandOnOneLayer) {
  user.write("a", "1\n");
  const ObjectId first = user.commit_all();
  user.write("b", "2\n");
  user.remove("a");
  const ObjectId second = user.commit_all();
  {
    const auto one = open(), two = open();
    const auto gate = open_workspace(repository(), gate_workspaces_root(root()), backend());
    one->prepare(first, "sage/T-1", false);
    two->prepare(second, "sage/T-2", false);
    gate->prepare(second, "sage/T-3", false);
    expect_holds(*one, first);
    expect_holds(*two, second);
    expect_holds(*gate, second);
  }
  EXPECT_THAT(layer_names(), ElementsAre(testing::StartsWith(user.tree(first.hex()).hex())));
}

TEST_F(OverlayWorkspaces, ATreeThatIsFarOffGetsALayerOfItsOwn) {
  write_many(1'200, "one\n");
  const ObjectId first = user.commit_all();
  open()->prepare(first, "sage/T-1", false);
  write_many(1'200, "two\n");
  const ObjectId second = user.commit_all();
  {
    const auto old_slot = open(), new_slot = open();
    old_slot->prepare(second, "sage/T-1", false);
    old_slot->mark_set_up("key");
    new_slot->prepare(second, "sage/T-2", false);
    expect_holds(*old_slot, second);
    expect_holds(*new_slot, second);
  }
  EXPECT_EQ(layer_names().size(), 2U);
  const auto again = open();
  EXPECT_TRUE(again->prepare(second, "sage/T-3", false)) << "so much of its own: made anew";
  expect_holds(*again, second);
}

TEST_F(OverlayWorkspaces, LayersThatNoSlotStandsOnAreRemoved) {
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  const auto gate = open_workspace(repository(), gate_workspaces_root(root()), backend());
  gate->prepare(base, "sage/T-1", false);
  open()->prepare(base, "sage/T-1", false);
  EXPECT_EQ(remove_workspaces(root()).removed, 1);
  expect_holds(*gate, base);
  EXPECT_EQ(remove_workspaces(gate_workspaces_root(root())).in_use, 1);
  expect_holds(*gate, base);
}

TEST_F(OverlayWorkspaces, WhatADeadMakerLeftIsRemoved) {
  user.write("a", "1\n");
  write_text(layers() / "new/tree/half", "x");
  write_text(layers() / "unused/tree/a", "x");
  const auto workspace = open_at_commit();
  expect_holds(*workspace, user.id("HEAD"));
  EXPECT_FALSE(is_there(workspace->folder() / "half"));
  EXPECT_FALSE(is_there(layers() / "unused"));
}

TEST_F(OverlayWorkspaces, FollowAThousandLandings) {
  for (int i = 0; i < 30; ++i) user.write(format("f{}/{}", i % 5, i), "0\n");
  ObjectId tip = user.commit_all();
  const auto workspace = open();
  ObjectBatch batch(repository());
  ObjectId tree = repository().tree_of(tip);
  for (int landing = 1; landing <= 1'000; ++landing) {
    const TreeEntry now{Mode::file, repository().write_blob(format("{}\n", landing))};
    const std::string path = format("f{}/{}", landing % 7, landing % 40);
    tree = edit_tree(repository(), tree, {{path, landing % 9 == 0 ? TreeEntry{} : now}});
    const Identity who{"Ada", "ada@example.com"};
    tip = write_commit(repository(), {.tree = tree,
                                      .parents = {tip},
                                      .message = "landing",
                                      .author = who,
                                      .committer = who,
                                      .at = wall_now()});
    if (landing % 5 != 0) continue;
    batch.flush();
    workspace->prepare(tip, "sage/T-1", false);
    put(*workspace, "f1/agent's", "x\n");
    fs::remove_all(workspace->folder() / "f2");
    ASSERT_EQ(workspace->collect({}).refused, "");
    if (landing % 200 != 0) continue;
    workspace->prepare(tip, "sage/T-1", false);
    expect_holds(*workspace, tip);
  }
}

TEST_F(OverlayWorkspaces, ChangedFilesAreNewerThanWhatWasBuilt) {
  user.write(".gitignore", "*.o\n");
  user.write("same", "1\n");
  user.write("source", "1\n");
  const ObjectId first = user.commit_all();
  user.write("source", "2\n");
  const ObjectId second = user.commit_all();
  const auto other = open(), workspace = open();
  other->prepare(second, "sage/T-1", false);
  for (const ObjectId& next : {first, second, first}) {
    workspace->prepare(next, "sage/T-2", false);
    const fs::path top = workspace->folder();
    if (is_there(top / "built.o")) {
      EXPECT_GE(fs::last_write_time(top / "source"), fs::last_write_time(top / "built.o"));
      EXPECT_LT(fs::last_write_time(top / "same"), fs::last_write_time(top / "built.o"));
    }
    put(*workspace, "source", "edited by the agent\n");
    put(*workspace, "built.o", "from " + next.hex());
  }
}

TEST_F(OverlayWorkspaces, AnAgentThatUnmountsGetsNothingIn) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  put(*workspace, "a", "2\n");
  unmount_all(workspace->folder());
  put(*workspace, "written elsewhere", "x\n");
  expect_refused_then_made_anew(*workspace);
  EXPECT_FALSE(is_there(workspace->folder() / "written elsewhere"));
}

TEST_F(OverlayWorkspaces, AMountOnAFolderIsRefused) {
  user.write("sub/a", "1\n");
  const auto workspace = open_at_commit();
  put(*workspace, "sub/b", "hidden by now\n");
  cover(workspace->folder() / "sub");
  expect_refused_then_made_anew(*workspace);
  EXPECT_EQ(get(*workspace, "sub/a"), "1\n");
}

TEST_F(OverlayWorkspaces, AMountOverItIsRefused) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  TempFolder other;
  for (const char* name : {"upper", "work"}) fs::create_directory(other / name);
  ASSERT_EQ(::mount("none", workspace->folder().c_str(), "tmpfs", 0, ""), 0);
  put(*workspace, "a", "2\n");
  expect_refused_then_made_anew(*workspace);
}

TEST_F(OverlayWorkspaces, WhatTheyAreMadeOfIsOutOfReach) {
  user.write("a", "1\n");
  {
    const auto one = open_at_commit();
    const auto two = open();
    two->prepare(user.id("HEAD"), "sage/T-2", false);
    for (const fs::path& hidden : {layers(), root() / "uppers"}) {
      EXPECT_TRUE(fs::is_empty(hidden)) << hidden;
      std::error_code denied;
      EXPECT_FALSE(fs::create_directory(hidden / "x", denied)) << hidden;
    }
    put(*one, "a", "2\n");
    EXPECT_EQ(get(*two, "a"), "1\n");
  }
  EXPECT_EQ(read_text(layers() / layer_names().at(0) / "tree/a"), "1\n");
}

TEST_F(OverlayWorkspaces, WhatWasUncoveredIsNotBelieved) {
  user.write("a", "1\n");
  user.write("b", "1\n");
  const auto workspace = open_at_commit();
  unmount_all(layers());
  write_text(layers() / layer_names().at(0) / "tree/b", "not as committed\n");
  put(*workspace, "a", "2\n");
  expect_refused_then_made_anew(*workspace);
  EXPECT_EQ(get(*workspace, "b"), "1\n");
}

TEST_F(OverlayWorkspaces, TheUpperFoldersAreNotBelievedEither) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  unmount_all(root() / "uppers");
  expect_refused_then_made_anew(*workspace);
}

TEST_F(OverlayWorkspaces, ASlotThatCannotBeRemovedIsPutAside) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  const fs::path stays = root() / "slot-0/scratch/stays";
  fs::create_directory(stays);
  ASSERT_EQ(::mount("none", stays.c_str(), "tmpfs", 0, ""), 0);
  unmount_all(workspace->folder());
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  expect_holds(*workspace, user.id("HEAD"));
  const fs::path aside = root() / "slot-0-left-1/scratch/stays";
  EXPECT_TRUE(fs::exists(aside));
  unmount_all(aside);
}

TEST_F(OverlayWorkspaces, NobodyElseSeesThem) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  const auto mounts_of = [](const std::string& pid) {
    return read_file("/proc/" + pid + "/mountinfo").value_or("");
  };
  EXPECT_THAT(mounts_of("self"), HasSubstr(workspace->folder().native()));
  EXPECT_THAT(mounts_of(std::to_string(::getppid())),
              testing::Not(HasSubstr(workspace->folder().native())));
}

TEST_F(OverlayWorkspaces, AnAgentIsWhoItWasAndMayNoMore) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  SpawnRequest request;
  request.argv = {"/bin/sh", "-c",
                  "id -u; grep CapEff /proc/self/status; touch new; stat -c %u new"};
  request.folder = workspace->folder();
  request.environment = {"PATH=/usr/bin:/bin"};
  const Captured ran = run_captured(request);
  const auto uid = std::to_string(::geteuid());
  EXPECT_THAT(ran.out, testing::StartsWith(uid + "\n"));
  EXPECT_THAT(ran.out, testing::EndsWith("\n" + uid + "\n"));
  if (::geteuid() == 0) return;
  EXPECT_THAT(ran.out, HasSubstr("CapEff:\t0000000000000000\n"));
}

TEST_F(OverlayWorkspaces, AFolderThatIsRenamedIsFoundWhole) {
  for (const char* name : {"1", "2"}) user.write(format("folder/inner/{}", name), "x\n");
  user.write("other/3", "x\n");
  const auto workspace = open_at_commit();
  const fs::path top = workspace->folder();
  std::error_code problem;
  fs::rename(top / "folder", top / "other/moved", problem);
  if (::geteuid() != 0) {  // a known limit
    EXPECT_EQ(problem, std::errc::cross_device_link);
    in(*workspace, {"-c", "core.pager=cat", "status", "--porcelain"});
    fs::copy(top / "folder", top / "other/moved", fs::copy_options::recursive);
    fs::remove_all(top / "folder");
  }
  const std::vector<std::string> moved{"folder/inner/1", "folder/inner/2", "other/moved/inner/1",
                                       "other/moved/inner/2"};
  EXPECT_EQ(workspace->collect({}).files, moved);
  fs::rename(top / "other/moved", top / "folder");
  put(*workspace, "folder/inner/2", "y\n");
  EXPECT_THAT(workspace->collect({}).files, ElementsAre("folder/inner/2"));
  workspace->prepare(user.id("HEAD"), "sage/T-2", false);
  expect_holds(*workspace, user.id("HEAD"));
}

TEST_F(OverlayWorkspaces, FindWhatWasDeletedOfTheirOwn) {
  user.write("a", "1\n");
  const auto workspace = open_at_commit();
  user.write("folder/added", "since the layer\n");
  user.write("changed", "1\n");
  workspace->prepare(user.commit_all(), "sage/T-1", false);
  fs::remove_all(workspace->folder() / "folder");
  EXPECT_THAT(workspace->collect({}).files, ElementsAre("folder/added"));
  user.remove("a");
  workspace->prepare(user.commit_all(), "sage/T-1", false);
  put(*workspace, "a", "back\n");
  EXPECT_THAT(workspace->collect({}).files, ElementsAre("a"));
}

TEST_F(OverlayWorkspaces, ALayerThatLostAFileInAPowerCutIsMadeAnew) {
  user.write("a", "1\n");
  user.write("b", "1\n");
  const ObjectId base = user.commit_all();
  open()->prepare(base, "sage/T-1", false);
  const fs::path layer = layers() / layer_names().at(0);
  const auto reboot = [&] { write_text(layer / "boot", "an earlier one\n"); };
  const FileStamp before = stamp_of(layer / "tree");
  reboot();
  open()->prepare(base, "sage/T-1", false);
  EXPECT_EQ(stamp_of(layer / "tree"), before) << "whole: it stays";
  for (const char* what : {"a", "index"}) {
    reboot();
    const fs::path lost = what[0] == 'a' ? layer / "tree/a" : layer / "index";
    fs::resize_file(lost, 0);
    const auto workspace = open();
    workspace->prepare(base, "sage/T-1", false);
    expect_holds(*workspace, base);
  }
}

TEST_F(OverlayWorkspaces, ConvertFilesAsTheUserIsConfiguredByNow) {
  user.write("a", "1\n");
  const ObjectId base = user.commit_all();
  open()->prepare(base, "sage/T-1", false);
  user.git({"config", "core.autocrlf", "true"});
  const Repository configured = Repository::discover(user.folder());
  const auto workspace = open_workspace(configured, root(), backend());
  workspace->prepare(base, "sage/T-1", false);
  EXPECT_EQ(get(*workspace, "a"), "1\r\n");
  EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "");
}

TEST_F(OverlayWorkspaces, AreMadeAnewWhereAKilledOwnersProcessesAreOutOfSight) {
  if (::geteuid() == 0) GTEST_SKIP() << "root sees all processes, and ends them";
  user.write(".gitignore", "*.o\n");
  open_at_commit()->mark_set_up("key");
  EXPECT_FALSE(open()->prepare(user.id("HEAD"), "sage/T-1", false)) << "closed in good order";
  write_text(root() / "uppers/slot-0/upper/built.o", "x");
  write_text(root() / "slot-0/state/open", "");
  const auto workspace = open();
  EXPECT_TRUE(workspace->prepare(user.id("HEAD"), "sage/T-2", false));
  EXPECT_FALSE(is_there(workspace->folder() / "built.o"));
}

/// Files of others would be too many for this one's disk.
TEST_F(OverlayWorkspaces, AnAgentThatFillsTheDiskLosesOnlyItsOwn) {
  ASSERT_EQ(::mount("none", cache.path().c_str(), "tmpfs", 0, "size=4m"), 0);
  if (const std::string reason = why_no_overlay_workspaces(cache); !reason.empty()) {
    unmount_all(cache);
    GTEST_SKIP() << "no overlays on a tmpfs here: " << reason;
  }
  user.write("a", "1\n");
  {
    const auto workspace = open_at_commit();
    put(*workspace, "big", std::string(8 << 20, 'x'));
    put(*workspace, "a", std::string(8 << 20, 'x'));
    const Collected collected = workspace->collect({});
    EXPECT_EQ(collected.refused, "");
    EXPECT_THAT(collected.files, testing::Contains("a"));
    workspace->prepare(user.id("HEAD"), "sage/T-2", false);
    expect_holds(*workspace, user.id("HEAD"));
  }
  unmount_all(cache);
}

}  // namespace
}  // namespace sage::test
