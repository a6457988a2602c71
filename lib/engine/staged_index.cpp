#include "engine/staged_index.h"

#include <algorithm>

#include "base/error.h"
#include "run/layout.h"
#include "ticket/merge_index.h"

namespace sage {
namespace {

std::string text_of(const Repository& repository, const TreeEntry& entry) {
  return entry.mode == Mode::none ? "" : repository.blob(entry.id);
}

}  // namespace

void merge_into_staged(const Repository& repository, const CheckoutLock& checkout,
                       std::vector<PathChange>& changes) try {
  const auto change = std::ranges::find(changes, index_in_tree, &PathChange::path);
  if (change == changes.end()) return;
  const TreeEntry staged = checkout.staged(index_in_tree);
  if (staged.mode == Mode::none || staged == change->before || staged == change->after) return;
  const MergedIndex merged =
      merge_index(text_of(repository, change->before), text_of(repository, staged),
                  text_of(repository, change->after));
  if (merged.clean)
    *change = {change->path, staged, {staged.mode, repository.write_blob(merged.text)}};
} catch (const Error& error) {
  if (error.kind() != ErrorKind::invalid_input) throw;  // what is staged is no index
}

}  // namespace sage
