#include "repo/stored_files.h"

#include "repo/checkout_index.h"
#include "repo/raw_tree.h"

namespace sage {

StagedFiles::StagedFiles(const fs::path& index_file) : index_(open_index(index_file, index_file)) {}

TreeEntry StagedFiles::at(const std::string& path) const {
  if (const auto* found = git_index_get_bypath(index_.get(), path.c_str(), 0))
    return {static_cast<Mode>(found->mode), from_git(found->id)};
  std::size_t first = 0;
  const bool is_folder = git_index_find_prefix(&first, index_.get(), (path + "/").c_str()) == 0;
  return {is_folder ? Mode::tree : Mode::none, {}};
}

std::vector<std::string> StagedFiles::names_in(const std::string& folder) const {
  const std::string prefix = folder + "/";
  std::vector<std::string> names;
  std::size_t i = 0;
  if (git_index_find_prefix(&i, index_.get(), prefix.c_str()) < 0) return names;
  for (; i < git_index_entrycount(index_.get()); ++i) {
    const std::string_view path = git_index_get_byindex(index_.get(), i)->path;
    if (!path.starts_with(prefix)) break;
    const std::string_view name =
        path.substr(prefix.size(), path.find('/', prefix.size()) - prefix.size());
    if (names.empty() || names.back() != name) names.emplace_back(name);
  }
  return names;
}

std::vector<std::string> names_in(const Repository& repository, const ObjectId& tree,
                                  std::string_view folder) {
  std::vector<std::string> names;
  const TreeEntry entry = repository.entry_at(tree, folder);
  if (entry.mode != Mode::tree) return names;
  const RawTree raw(repository.raw(), entry.id);
  for (TreeCursor at(raw); !at.at_end(); at.next()) names.emplace_back(at->name);
  return names;
}

void read_objects_also(const Repository& repository, const fs::path& folder) {
  const auto objects = make<Odb>("open the object database", git_repository_odb, repository.raw());
  check(git_odb_add_disk_alternate(objects.get(), folder.c_str()), "read the objects of a push");
}

}  // namespace sage
