// Which paths may enter a tree.
//
// A tree that holds ".git" in any spelling overwrites a repository's own files when it is checked
// out. Which spellings that are depends on the file system: HFS+ ignores case and some invisible
// characters, NTFS ignores case, trailing spaces and dots, reads "name:stream" as a stream of
// `name`, has short names (git~1), and takes "\" for "/". A tree travels to all of them, so each
// part is first stripped of the invisible characters and then judged as NTFS would.

#include <algorithm>
#include <array>

#include "repo/tree.h"

namespace sage {
namespace {

/// The characters that HFS+ does not see in a file's name, as UTF-8: U+200C..200F, U+202A..202E,
/// U+206A..206F, U+FEFF. All are three bytes long.
bool is_invisible(std::string_view character) {
  if (character == "\xEF\xBB\xBF") return true;
  if (character.size() < 3 || character[0] != '\xE2') return false;
  const auto last = static_cast<unsigned char>(character[2]);
  if (character[1] == '\x80')
    return (last >= 0x8C && last <= 0x8F) || (last >= 0xAA && last <= 0xAE);
  return character[1] == '\x81' && last >= 0xAA && last <= 0xAF;
}

std::string lowered_without_invisible(std::string_view part) {
  std::string out;
  while (!part.empty()) {
    if (is_invisible(part.substr(0, 3))) {
      part.remove_prefix(3);
      continue;
    }
    const char c = part.front();
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    part.remove_prefix(1);
  }
  return out;
}

bool is_dot_git(std::string_view part) {
  const std::string name = lowered_without_invisible(part);
  std::string_view stem = std::string_view(name).substr(0, name.find(':'));
  const std::size_t last = stem.find_last_not_of(" .");
  stem = last == stem.npos ? "" : stem.substr(0, last + 1);
  return stem == ".git" || stem == "git~1";
}

bool is_dots(std::string_view part) { return part == "." || part == ".."; }

}  // namespace

bool is_safe_path(std::string_view path) {
  if (path.find('\0') != path.npos) return false;
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find_first_of("/\\", start), path.size());
    const std::string_view part = path.substr(start, end - start);
    const bool empty = part.empty() && (end == path.size() || path[end] == '/') &&
                       (start == 0 || path[start - 1] == '/');
    if (empty || is_dots(part) || is_dot_git(part)) return false;
    start = end + 1;
  }
  return true;
}

}  // namespace sage
