// Which deleted file became which added one, by git's measure of likeness.
//
// A file is cut into pieces that end with a line or after 64 bytes; two files are as alike as the
// bytes of the pieces they share are to the size of the larger one. Identical files are paired
// first, then the pairs that are at least half alike, the most alike first. Empty files are never
// paired, links and gitlinks only if identical. Cost: every deleted file that the other side
// touched against every added one; above a limit only identical files are paired.
// (The measure is that of diffcore-delta.c in git; git also prefers files that keep their name.)

#include "repo/renames.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>

#include "repo/git2_handles.h"

namespace sage {
namespace {

constexpr std::size_t max_pairs = 200'000;

using Pieces = std::unordered_map<std::string_view, std::size_t>;  ///< piece -> bytes in all

/// The pieces of `content`, which must outlive them. A CR before the end of a line does not count.
Pieces pieces_of(std::string_view content) {
  Pieces pieces;
  while (!content.empty()) {
    std::size_t end = std::min(content.substr(0, 64).find('\n'), std::size_t{63}) + 1;
    end = std::min(end, content.size());
    std::string_view piece = content.substr(0, end);
    content.remove_prefix(end);
    const bool ends_in_crlf = piece.ends_with("\r\n");
    if (ends_in_crlf) piece.remove_suffix(2);
    pieces[piece] += piece.size() + (ends_in_crlf ? 1 : 0);
  }
  return pieces;
}

/// A file that may have been moved away or put in place.
struct Candidate {
  const std::string* path;
  TreeEntry entry;
  std::string content{};
  Pieces pieces{};
  bool used = false;
};

bool is_regular(const TreeEntry& entry) {
  return entry.mode == Mode::file || entry.mode == Mode::executable;
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_identical(const Candidate& from, const Candidate& to) {
  return from.entry.id == to.entry.id &&
         (from.entry.mode == to.entry.mode || (is_regular(from.entry) && is_regular(to.entry)));
}

/// How alike two files are, in thousandths; 0 if less than half.
std::size_t likeness(const Candidate& from, const Candidate& to) {
  const std::size_t larger = std::max(from.content.size(), to.content.size());
  if (2 * std::min(from.content.size(), to.content.size()) < larger) return 0;
  std::size_t shared = 0;
  for (const auto& [piece, bytes] : from.pieces)
    if (const auto same = to.pieces.find(piece); same != to.pieces.end())
      shared += std::min(bytes, same->second);
  return 2 * shared < larger ? 0 : shared * 1000 / larger;
}

class Pairing {
 public:
  Pairing(const Repository& repository, const std::vector<PathChange>& side,
          const std::vector<PathChange>& other)
      : repository_(repository) {
    const ObjectId empty = hash_of_nothing();
    std::set<std::string_view> touched;
    for (const PathChange& change : other) touched.insert(change.path);
    for (const auto& [path, before, after] : side) {
      if (after.mode == Mode::none && touched.contains(path)) from_.push_back({&path, before});
      if (before.mode == Mode::none && after.id != empty) to_.push_back({&path, after});
    }
  }

  std::vector<Rename> run() {
    pair_identical();
    if (from_.size() * to_.size() <= max_pairs) pair_alike();
    return std::move(renames_);
  }

 private:
  static ObjectId hash_of_nothing() {
    git_oid id;
    check(git_odb_hash(&id, "", 0, GIT_OBJECT_BLOB), "hash nothing");
    return from_git(id);
  }

  void pair(Candidate& from, Candidate& to) {
    if (from.used || to.used) return;
    from.used = to.used = true;
    renames_.push_back({*from.path, *to.path});
  }

  void pair_identical() {
    for (const bool same_name : {true, false})
      for (Candidate& to : to_)
        for (Candidate& from : from_)
          if (is_identical(from, to) &&
              (!same_name || base_name(*from.path) == base_name(*to.path)))
            pair(from, to);
  }

  void pair_alike() {
    read(from_);
    if (from_.empty()) return;
    read(to_);
    std::vector<std::tuple<std::size_t, bool, Candidate*, Candidate*>> alike;
    for (Candidate& from : from_)
      for (Candidate& to : to_)
        if (const std::size_t score = likeness(from, to))
          alike.emplace_back(score, base_name(*from.path) == base_name(*to.path), &from, &to);
    std::ranges::stable_sort(alike, [](const auto& a, const auto& b) {
      return std::tie(std::get<0>(a), std::get<1>(a)) > std::tie(std::get<0>(b), std::get<1>(b));
    });
    for (const auto& [score, same_name, from, to] : alike) pair(*from, *to);
  }

  /// Drops what cannot be paired any more and reads the rest.
  void read(std::vector<Candidate>& files) const {
    std::erase_if(files, [](const auto& file) { return file.used || !is_regular(file.entry); });
    for (Candidate& file : files) {
      file.content = repository_.blob(file.entry.id);
      file.pieces = pieces_of(file.content);
    }
  }

  const Repository& repository_;
  std::vector<Candidate> from_, to_;
  std::vector<Rename> renames_;
};

}  // namespace

std::vector<Rename> find_renames(const Repository& repository, const std::vector<PathChange>& side,
                                 const std::vector<PathChange>& other) {
  return Pairing(repository, side, other).run();
}

}  // namespace sage
