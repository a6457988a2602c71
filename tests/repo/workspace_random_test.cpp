// Random trees and random edits, with the git program as the judge: a prepared workspace holds
// what a clean checkout holds, and what is collected is what `git add --all` makes of it.

#include <sys/stat.h>

#include <map>
#include <random>

#include "support/workspace_fixture.h"

namespace sage::test {
namespace {

class WorkspaceRandom : public WorkspaceFixture,
                        public testing::WithParamInterface<std::tuple<Backend, unsigned>> {
 public:
  Backend backend() const override { return std::get<0>(GetParam()); }
  unsigned first_seed() const { return std::get<1>(GetParam()); }
};

using Random = std::mt19937;

std::size_t pick(Random& random, std::size_t count) { return random() % count; }

/// Few names, so that files, folders and links often meet at one path.
std::string some_path(Random& random) {
  static const char* const folders[] = {"", "a/", "b/", "a/b/", "a/c d/", "build/", "z.txt/"};
  static const char* const names[] = {"a",          "b",     "x.txt",    "y.crlf",
                                      "z.auto",     "v.bin", "w.id",     "run.o",
                                      "\xff\n odd", "z.txt", "a-b.crlf", "keep.o"};
  return std::string(folders[pick(random, std::size(folders))]) +
         names[pick(random, std::size(names))];
}

std::string some_content(Random& random) {
  static const char* const pieces[] = {"line\n", "windows\r\n", "$Id$\n", "no newline",
                                       "",       "äöü\n"};
  std::string out;
  for (std::size_t i = pick(random, 4); i > 0; --i) out += pieces[pick(random, std::size(pieces))];
  if (pick(random, 8) == 0) out += std::string(1, '\0') + "binary\r\n";
  return out;
}

bool is_real_folder(const fs::path& path) { return fs::is_directory(fs::symlink_status(path)); }

/// No path through a link or a file: what it means depends on where that leads.
bool is_reachable(const fs::path& top, const fs::path& path) {
  fs::path at = top;
  for (const fs::path& part : path.parent_path()) {
    at /= part;
    if (!is_real_folder(at)) return false;
  }
  return true;
}

/// The folder of `path`, made; a file or link on the way is removed.
void clear_way(const fs::path& top, const fs::path& path) {
  fs::path at = top;
  for (const fs::path& part : path.parent_path()) {
    at /= part;
    if (!is_real_folder(at)) fs::remove(at);
  }
  fs::create_directories(top / path.parent_path());
  fs::remove_all(top / path);
}

void edit(const fs::path& top, Random& random) {
  const std::string path = some_path(random);
  const std::string other = some_path(random);
  const std::string content = some_content(random);
  const fs::path file = top / path;
  const bool reachable = is_reachable(top, path);
  const bool is_file = reachable && fs::is_regular_file(fs::symlink_status(file));
  switch (pick(random, 9)) {
    case 0:
    case 1:
    case 2:
      clear_way(top, path);
      return write_text(file, content);
    case 3:
      if (reachable) fs::remove_all(file);
      return;
    case 4:
      if (is_file) ::chmod(file.c_str(), content.size() % 2 ? 0755 : 0644);
      return;
    case 5:
      clear_way(top, path);
      return fs::create_symlink(content.size() % 2 ? "b" : "/nonexistent", file);
    case 6: {
      if (!is_file || path.ends_with(".o") || path.starts_with("build/")) return;
      const fs::path aside = top / "aside";
      fs::rename(file, aside);
      clear_way(top, other);
      return fs::rename(aside, top / other);
    }
    case 7:
      clear_way(top, path);
      fs::create_directory(file);
      return;
    default:
      if (is_file) fs::last_write_time(file, fs::file_time_type::clock::now());
  }
}

void edit(const fs::path& top, unsigned seed, int times) {
  Random random(seed);
  for (int i = 0; i < times; ++i) edit(top, random);
}

/// All that is in a folder but its .git: what it is, its x bit, its content.
std::map<std::string, std::string> snapshot(const fs::path& top) {
  std::map<std::string, std::string> out;
  for (auto at = fs::recursive_directory_iterator(top); at != fs::end(at); ++at) {
    const std::string path = at->path().lexically_relative(top).native();
    if (path == ".git") {
      at.disable_recursion_pending();
    } else if (at->is_symlink()) {
      out[path] = "link " + fs::read_symlink(at->path()).native();
    } else if (at->is_directory()) {
      out[path] = "folder";
    } else {
      const bool runs = (at->status().permissions() & fs::perms::owner_exec) != fs::perms::none;
      out[path] = (runs ? "program " : "file ") + read_text(at->path());
    }
  }
  return out;
}

TEST_P(WorkspaceRandom, HoldsAndGivesWhatGitWould) {
  user.git({"config", "core.safecrlf", "false"});
  user.write(".gitattributes",
             "*.txt text\n*.crlf text eol=crlf\n*.auto text=auto\n*.bin -text\n*.id ident\n");
  user.write(".gitignore", "*.o\n!keep.o\n/build\n");
  user.commit_all();
  const fs::path judge = user.outside() / "judge";
  ASSERT_EQ(run_git("/", {"clone", "-q", user.folder().string(), judge.string()}).status, 0);
  run_git(judge, {"config", "core.safecrlf", "false"});
  const auto git = [&](std::vector<std::string> words) {
    const GitResult result = run_git(judge, std::move(words));
    EXPECT_EQ(result.status, 0);
    return result.out.substr(0, result.out.find('\n'));
  };

  const auto workspace = open();
  for (unsigned round = 0; round < 12; ++round) {
    const unsigned seed = first_seed() * 1000 + round;
    SCOPED_TRACE(seed);
    edit(user.folder(), seed + 500, 8);
    if (round % 3 == 0) user.git({"add", "--all", "--force"});  // tracked although ignored
    const ObjectId base = user.commit_all();
    git({"fetch", "-q"});
    git({"checkout", "-q", "-f", base.hex()});
    git({"clean", "-ffdxq"});
    const bool pristine = round % 2 == 0;

    workspace->prepare(base, "sage/T-1", pristine);
    EXPECT_EQ(in(*workspace, {"status", "--porcelain"}), "");
    if (pristine) {
      ASSERT_EQ(snapshot(workspace->folder()), snapshot(judge));
    }

    edit(workspace->folder(), seed, 10);
    edit(judge, seed, 10);
    git({"add", "--all"});
    const Collected collected = workspace->collect({});
    EXPECT_EQ(collected.refused, "");
    const std::string expected = git({"write-tree"});
    ASSERT_EQ(run_git(user.folder(), {"ls-tree", "-r", collected.tree.hex()}).out,
              run_git(judge, {"ls-tree", "-r", expected}).out);
    EXPECT_EQ(collected.tree.hex(), expected);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, WorkspaceRandom,
                         testing::Combine(testing::Values(Backend::plain, Backend::overlay),
                                          testing::Range(1U, 7U)));

}  // namespace
}  // namespace sage::test
