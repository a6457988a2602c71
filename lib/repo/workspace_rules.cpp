#include "repo/workspace_rules.h"

#include <git2/sys/repository.h>

#include <array>

namespace sage {

WorkspaceRules::WorkspaceRules(const Repository& repository, const fs::path& tree)
    : users_(repository),
      repository_(Repository::discover(repository.git_dir())),
      base_entries_(make<Index>("make an index", git_index_new)) {
  check(git_repository_set_workdir(repository_.raw(), tree.c_str(), 0), "look at the workspace");
  // Without this, libgit2 would take attributes from the index of the user's checkout.
  check(git_repository_set_index(repository_.raw(), base_entries_.get()), "set an index");
  share_objects();
  const auto config =
      make<Config>("read the configuration", git_repository_config_snapshot, repository_.raw());
  int value = 0;
  if (git_config_get_bool(&value, config.get(), "core.filemode") == 0) trusts_modes_ = value != 0;
}

/// Packs that the other handle has let go of must not stay open here.
void WorkspaceRules::share_objects() {
  const auto objects = make<Odb>("open the object database", git_repository_odb, users_.raw());
  check(git_repository_set_odb(repository_.raw(), objects.get()), "share the object database");
}

void WorkspaceRules::forget() {
  share_objects();
  check(git_attr_cache_flush(repository_.raw()), "read the attributes again");
  ignored_folders_.clear();
}

bool WorkspaceRules::is_ignored(const std::string& path, bool is_folder) {
  if (is_folder) return is_folder_ignored(path);
  const auto slash = path.rfind('/');
  return (slash != path.npos && is_folder_ignored(path.substr(0, slash))) || matches(path);
}

bool WorkspaceRules::is_folder_ignored(const std::string& folder) {
  for (std::size_t end = folder.find('/');; end = folder.find('/', end + 1)) {
    const auto [answer, is_new] = ignored_folders_.try_emplace(folder.substr(0, end), false);
    if (is_new) answer->second = matches(answer->first + "/");
    if (answer->second) return true;
    if (end == folder.npos) return false;
  }
}

/// What libgit2 says: the last rule that matches counts, whatever is said of the folders above.
bool WorkspaceRules::matches(const std::string& path) const {
  int ignored = 0;
  check(git_ignore_path_is_ignored(&ignored, repository_.raw(), path.c_str()),
        "read the ignore rules");
  return ignored != 0;
}

std::string WorkspaceRules::raw_blob(const ObjectId& id) const { return repository_.blob(id); }

std::string WorkspaceRules::to_worktree(const std::string& path, const ObjectId& id) const {
  const git_oid oid = to_git(id);
  const auto blob = make<Blob>("read a blob", git_blob_lookup, repository_.raw(), &oid);
  const auto filters =
      make<FilterList>("read the attributes", git_filter_list_load, repository_.raw(), blob.get(),
                       path.c_str(), GIT_FILTER_TO_WORKTREE, GIT_FILTER_DEFAULT);
  if (!filters)
    return {static_cast<const char*>(git_blob_rawcontent(blob.get())),
            git_blob_rawsize(blob.get())};
  Buffer out;
  check(git_filter_list_apply_to_blob(&out, filters.get(), blob.get()), "convert a blob", id);
  return std::string(out.text());
}

std::string WorkspaceRules::to_blob(const std::string& path, std::string_view content,
                                    const TreeEntry& base) {
  // A file whose blob holds CRs keeps them under text=auto: libgit2 looks for it in the index.
  if (base.mode == Mode::file || base.mode == Mode::executable) {
    git_index_entry entry{};
    entry.path = path.c_str();
    entry.mode = static_cast<std::uint32_t>(base.mode);
    entry.id = to_git(base.id);
    check(git_index_add(base_entries_.get(), &entry), "note what the base holds");
  }
  const auto filters = make<FilterList>("read the attributes", git_filter_list_load,
                                        repository_.raw(), nullptr, path.c_str(), GIT_FILTER_TO_ODB,
                                        static_cast<std::uint32_t>(GIT_FILTER_ALLOW_UNSAFE));
  Buffer out;
  if (filters)
    check(git_filter_list_apply_to_buffer(&out, filters.get(), content.data(), content.size()),
          "convert the line endings of a file");
  check(git_index_clear(base_entries_.get()), "forget what the base holds");
  return std::string(filters ? out.text() : content);
}

/// Asked for at once: each question makes libgit2 look at every file that may hold attributes.
std::string WorkspaceRules::needs_program(const std::string& path) const {
  std::array<const char*, 2> names{"filter", "working-tree-encoding"};
  std::array<const char*, 2> values{};
  check(git_attr_get_many(values.data(), repository_.raw(), GIT_ATTR_CHECK_FILE_THEN_INDEX,
                          path.c_str(), names.size(), names.data()),
        "read the attributes");
  for (std::size_t i = 0; i < names.size(); ++i)
    if (git_attr_value(values[i]) == GIT_ATTR_VALUE_STRING)
      return format("{}={}", names[i], excerpt(values[i], 100));
  return "";
}

}  // namespace sage
