#include "repo/stored_files.h"

#include "repo/raw_tree.h"

namespace sage {

StagedFiles::StagedFiles(const fs::path& index_file) : index_(RawIndex::read(index_file)) {}

TreeEntry StagedFiles::at(const std::string& path) const {
  if (const auto found = index_.find(path))
    return {static_cast<Mode>(found->mode), from_git(found->id)};
  return {index_.paths_below(path).empty() ? Mode::none : Mode::tree, {}};
}

std::vector<std::string> StagedFiles::names_in(const std::string& folder) const {
  std::vector<std::string> names;
  for (const std::string& path : index_.paths_below(folder)) {
    const std::size_t begin = folder.size() + 1;
    std::string name = path.substr(begin, path.find('/', begin) - begin);
    if (names.empty() || names.back() != name) names.push_back(std::move(name));
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
