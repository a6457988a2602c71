#include "worker/streams_own.h"

#include <algorithm>
#include <string_view>

#include "run/layout.h"

namespace sage {
namespace {

constexpr std::string_view home = ".sage", documents = ".sage/tickets/";

bool is_at_or_below(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// Rules could make the stream's own files visible to git again.
bool holds_rules(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name == ".gitignore" || name == ".gitattributes";
}

}  // namespace

bool is_streams_own(const std::string& path) {
  std::string folded = path;
  std::ranges::transform(folded, folded.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  if (!is_at_or_below(folded, home)) return false;
  return !path.starts_with(documents) || is_at_or_below(folded, index_in_tree) ||
         holds_rules(folded);
}

}  // namespace sage
