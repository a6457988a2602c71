#include "engine/own_commits.h"

#include "base/text.h"
#include "repo/tree.h"
#include "run/layout.h"

namespace sage {

std::string with_trailers(const std::string& message,
                          const std::vector<std::pair<std::string, std::string>>& trailers) {
  std::string out = std::string(trimmed(message)) + "\n";
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
  const std::string text = repository.blob(entry.id);
  if (text.size() > limit) return {tree, true};
  try {
    const ObjectId blob = repository.write_blob(edit_index(text, edit).text);
    return {edit_tree(repository, tree, {{index_in_tree, {entry.mode, blob}}})};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid_input) throw;
    return {tree, true};
  }
}

}  // namespace sage
