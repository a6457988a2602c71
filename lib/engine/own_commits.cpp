#include "engine/own_commits.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "repo/tree.h"
#include "run/layout.h"
#include "ticket/read_index.h"

namespace sage {
namespace {

/// Whether it ends in a paragraph of trailers, which ours belong to.
bool ends_in_trailers(std::string_view message) {
  const auto last = message.rfind("\n\n");
  if (last == message.npos) return false;
  for (auto rest = message.substr(last + 2); !rest.empty();) {
    const auto line = rest.substr(0, rest.find('\n'));
    const auto key = line.substr(0, line.find(": "));
    const auto is_of_key = [](unsigned char c) { return std::isalnum(c) || c == '-'; };
    if (key.size() == line.size() || !std::ranges::all_of(key, is_of_key)) return false;
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  return true;
}

}  // namespace

std::string with_trailers(const std::string& message,
                          const std::vector<std::pair<std::string, std::string>>& trailers) {
  std::string out(trimmed(message));
  if (!ends_in_trailers(out)) out += "\n";
  for (const auto& [key, value] : trailers) out += format("\n{}: {}", key, value);
  return out + "\n";
}

TreeEntry index_entry_of(const Repository& repository, const ObjectId& tree) {
  const TreeEntry entry = repository.entry_at(tree, index_in_tree);
  return entry.mode == Mode::file || entry.mode == Mode::executable ? entry : TreeEntry{};
}

IndexEdited with_index_edit(const Repository& repository, const ObjectId& tree,
                            const IndexEdit& edit, std::size_t limit) {
  const TreeEntry entry = index_entry_of(repository, tree);
  if (entry.mode == Mode::none) return {tree};
  if (repository.blob_size(entry.id) > limit) return {tree, true};
  try {
    const Backlog backlog = read_index_text(repository.blob(entry.id), "the ticket index");
    const ObjectId blob = repository.write_blob(edit_index(backlog, edit).text());
    return {edit_tree(repository, tree, {{index_in_tree, {entry.mode, blob}}})};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    return {tree, true};
  }
}

}  // namespace sage
