// Random small trees, merged by us and by `git merge-tree`: what git merges cleanly must give the
// same tree here, and what git calls a conflict must not be called clean. All that a merge does is
// to be explained by what its result did, or listed.
//
// SAGE_MERGE_CASES and SAGE_MERGE_SEED make it longer or another one.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <random>
#include <sstream>

#include "repo/commit.h"
#include "repo/explain_merge.h"
#include "repo/merge_trees.h"
#include "repo/tree.h"
#include "support/scratch_repository.h"
#include "support/without_sync.h"

namespace sage {
namespace {

using test::ScratchRepository;

struct File {
  std::string mode, content;
};
using Files = std::map<std::string, File>;

/// Draws trees and changes of them.
class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}

  int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(random_); }
  bool one_in(int n) { return below(n) == 0; }

  Files tree() {
    Files files;
    for (int i = 3 + below(8); i > 0; --i) put(files, path(), fresh());
    return files;
  }

  /// One to four changes of any kind.
  Files changed(Files files) {
    for (int i = 1 + below(4); i > 0; --i) change(files);
    return files;
  }

  /// The same change made to both.
  void change_both(Files& ours, Files& theirs) {
    const std::mt19937 before = random_;
    change(ours);
    random_ = before;
    change(theirs);
  }

 private:
  std::string path() {
    static const char* const folders[] = {"", "", "d/", "d/e/", "f/", "a/", "a-b/"};
    static const char* const names[] = {"a", "b", "c", "a-b", "d", "e", "x"};
    return std::string(folders[below(7)]) + names[below(7)];
  }

  std::string word() { return std::to_string(random_()); }

  File fresh() {
    switch (below(12)) {
      case 0:
        return {"120000", "to-" + word()};
      case 1:
        return {"160000", std::string(32, '1') + std::to_string(10000000 + below(1000000))};
      case 2:
        return {"100644", std::string("\0bin", 4) + word()};
      case 3:
        return {"100644", ""};
      case 4:
        return {"100755", text()};
      default:
        return {"100644", text()};
    }
  }

  std::string text() {
    std::string out;
    for (int i = 0; i < 12; ++i) out += "line " + word() + " of text\n";
    return out;
  }

  static void put(Files& files, const std::string& path, const File& file) {
    for (std::size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1))
      files.erase(path.substr(0, slash));
    std::erase_if(files, [&](const auto& one) { return one.first.starts_with(path + "/"); });
    files[path] = file;
  }

  std::string edited(std::string text) {
    if (text.size() < 100) return text + "x" + word();
    const int wanted = below(12);
    std::size_t at = 0;
    for (int line = 0; line < wanted; ++line)
      at = std::min(text.find('\n', at), text.size() - 1) + 1;
    return text.insert(std::min(at, text.size()), "new " + word() + "\n");
  }

  void change(Files& files) {
    if (files.empty()) return put(files, path(), fresh());
    const auto chosen = std::next(files.begin(), below(static_cast<int>(files.size())));
    const std::string at = chosen->first;
    File file = chosen->second;
    switch (below(10)) {
      case 0:
        files.erase(at);
        break;
      case 1:
        put(files, path(), fresh());
        break;
      case 2:
        put(files, at, fresh());
        break;
      case 3: {
        files.erase(at);
        put(files, path(), one_in(2) ? File{file.mode, edit(file)} : file);
        break;
      }
      case 4:
        if (file.mode.starts_with("100")) file.mode = file.mode == "100644" ? "100755" : "100644";
        put(files, at, file);
        break;
      case 5:
        std::erase_if(files, [](const auto& one) { return one.first.starts_with("d/"); });
        break;
      default:
        put(files, at, {file.mode, edit(file)});
        break;
    }
  }

  std::string edit(const File& file) {
    return file.mode == "160000" ? fresh_gitlink() : edited(file.content);
  }
  std::string fresh_gitlink() {
    return std::string(32, '2') + std::to_string(10000000 + below(1000000));
  }

  std::mt19937 random_;
};

struct Case {
  Files base, ours, theirs;
};

Case draw(Chance& chance) {
  Case one;
  one.base = chance.tree();
  Files ours = one.base, theirs = one.base;
  if (chance.one_in(4)) chance.change_both(ours, theirs);
  one.ours = chance.changed(std::move(ours));
  one.theirs = chance.changed(std::move(theirs));
  return one;
}

/// A commit for `git fast-import` with the given mark and parent (0: none).
std::string commit(const Files& files, int mark, int parent) {
  std::string out = "commit refs/heads/case\nmark :" + std::to_string(mark) +
                    "\ncommitter A <a@example.com> 0 +0000\ndata 0\n";
  if (parent) out += "from :" + std::to_string(parent) + "\n";
  out += "deleteall\n";
  for (const auto& [path, file] : files) {
    if (file.mode == "160000") {
      out += "M 160000 " + file.content + " " + path + "\n";
      continue;
    }
    out += "M " + file.mode + " inline " + path + "\ndata " + std::to_string(file.content.size()) +
           "\n" + file.content + "\n";
  }
  return out + (parent ? "" : "reset refs/heads/case\n");
}

std::string described(const Case& one) {
  std::string out;
  for (const auto& [name, files] : {std::pair("base", &one.base), std::pair("ours", &one.ours),
                                    std::pair("theirs", &one.theirs)}) {
    out += std::string(name) + ":\n";
    for (const auto& [path, file] : *files)
      out += "  " + file.mode + " " + path + " " +
             std::to_string(std::hash<std::string>()(file.content) % 100000) + " (" +
             std::to_string(file.content.size()) + ")\n";
  }
  return out;
}

struct Verdict {
  bool clean = false;
  ObjectId tree;
  std::string conflicts;
};

class Oracle {
 public:
  Oracle() { scratch.git({"config", "merge.directoryRenames", "false"}); }

  std::vector<Case> cases;
  std::vector<ObjectId> commits;  ///< base, ours, theirs of each case

  void import(Chance& chance, int count) {
    std::string stream;
    for (int i = 0; i < count; ++i) {
      const Case& one = cases.emplace_back(draw(chance));
      stream += "reset refs/heads/case\n" + commit(one.base, 3 * i + 1, 0);
      stream += commit(one.ours, 3 * i + 2, 3 * i + 1) + commit(one.theirs, 3 * i + 3, 3 * i + 1);
    }
    scratch.write("stream", stream);
    EXPECT_EQ(shell("git fast-import --quiet --export-marks=marks < stream").first, 0);
    std::map<int, ObjectId> by_mark;
    std::istringstream marks(scratch.read("marks").value_or(""));
    for (std::string mark, id; marks >> mark >> id;)
      by_mark[std::stoi(mark.substr(1))] = ObjectId::parse(id).value_or(ObjectId{});
    for (const auto& [mark, id] : by_mark) commits.push_back(id);
  }

  /// What git makes of each case, in one process.
  std::vector<Verdict> verdicts() {
    std::string pairs;
    for (std::size_t i = 0; i < cases.size(); ++i)
      pairs += commits[3 * i + 1].hex() + " " + commits[3 * i + 2].hex() + "\n";
    scratch.write("pairs", pairs);
    const std::string out =
        shell("git merge-tree --write-tree --stdin --name-only --no-messages < pairs").second;
    std::vector<Verdict> verdicts;
    for (std::size_t at = 0; at < out.size();) {
      const auto next = [&] {
        const std::string field = out.c_str() + at;
        at += field.size() + 1;
        return field;
      };
      Verdict& verdict = verdicts.emplace_back();
      verdict.clean = next() == "1";
      verdict.tree = ObjectId::parse(next()).value_or(ObjectId{});
      for (std::string path; !(path = next()).empty();) verdict.conflicts += path + " ";
    }
    return verdicts;
  }

  const ScratchRepository scratch;

 private:
  std::pair<int, std::string> shell(const std::string& command) const {
    FILE* pipe =
        ::popen(("cd '" + scratch.folder().string() +
                 "' && export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 && " + command)
                    .c_str(),
                "r");
    std::string out;
    char buffer[4096];
    for (std::size_t n; (n = ::fread(buffer, 1, sizeof buffer, pipe)) > 0;) out.append(buffer, n);
    return {::pclose(pipe), out};
  }
};

int setting(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text ? std::atoi(text) : otherwise;
}

TEST(MergeOracle, AgreesWithGitMergeTree) {
  const int count = setting("SAGE_MERGE_CASES", 400);
  Chance chance(static_cast<unsigned>(setting("SAGE_MERGE_SEED", 20261120)));
  Oracle oracle;
  oracle.import(chance, count);
  const auto verdicts = oracle.verdicts();
  ASSERT_EQ(verdicts.size(), oracle.cases.size());
  const auto repository = Repository::discover(oracle.scratch.folder());
  const test::WithoutSync unsynced;
  int clean = 0, conflicts = 0, cautious = 0;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    const auto tree = [&](std::size_t which) {
      return repository.tree_of(oracle.commits[3 * i + which]);
    };
    const auto result = merge_trees(repository, tree(0), tree(1), tree(2));
    const auto* merged = std::get_if<Merged>(&result);
    if (merged) {
      EXPECT_THAT(unexplained_changes(repository, tree(0), tree(1), tree(2), *merged),
                  testing::IsEmpty())
          << "case " << i << "\n"
          << described(oracle.cases[i]);
    }
    if (merged && verdicts[i].clean) {
      ++clean;
      EXPECT_EQ(merged->tree.hex(), verdicts[i].tree.hex()) << "case " << i << "\n"
                                                            << described(oracle.cases[i]);
    } else if (merged) {
      ADD_FAILURE() << "git: conflict in " << verdicts[i].conflicts << ", case " << i << "\n"
                    << described(oracle.cases[i]);
    } else if (verdicts[i].clean) {
      ++cautious;
    } else {
      ++conflicts;
    }
  }
  EXPECT_GT(clean, count / 4) << "too few of the drawn cases say anything";
  EXPECT_GT(conflicts, count / 4);
  EXPECT_LE(cautious, count / 200) << "conflicts where git merges: submodules, entangled renames";
}

}  // namespace
}  // namespace sage
