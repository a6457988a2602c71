#include "repo/merge_file.h"

#include "repo/git2_handles.h"

namespace sage {
namespace {

bool is_regular(const TreeEntry& entry) {
  return entry.mode == Mode::file || entry.mode == Mode::executable;
}

/// What one side changed, if only one did.
template <class Value>
std::optional<Value> changed_by_one(const Value& base, const Value& ours, const Value& theirs) {
  if (ours == theirs || ours == base) return theirs;
  if (theirs == base) return ours;
  return {};
}

enum class Driver { text, union_of_both, none };

/// The built-in merge driver that the attributes choose; a custom one counts as text.
Driver driver_for(const Repository& repository, const std::string& path) {
  const std::uint32_t where = repository.is_bare()
                                  ? GIT_ATTR_CHECK_INDEX_ONLY | GIT_ATTR_CHECK_INCLUDE_HEAD
                                  : GIT_ATTR_CHECK_FILE_THEN_INDEX;
  const char* value = nullptr;
  check(git_attr_get(&value, repository.raw(), where, path.c_str(), "merge"),
        "read the attributes of a file");
  switch (git_attr_value(value)) {
    case GIT_ATTR_VALUE_FALSE:
      return Driver::none;
    case GIT_ATTR_VALUE_STRING:
      break;
    default:
      return Driver::text;
  }
  const std::string_view name = value;
  if (name == "binary") return Driver::none;
  return name == "union" ? Driver::union_of_both : Driver::text;
}

struct MergedFile : git_merge_file_result {
  MergedFile() : git_merge_file_result{} {}
  MergedFile(const MergedFile&) = delete;
  MergedFile& operator=(const MergedFile&) = delete;
  ~MergedFile() { git_merge_file_result_free(this); }
};

git_merge_file_input input(const std::string& content) {
  git_merge_file_input out = GIT_MERGE_FILE_INPUT_INIT;
  out.ptr = content.data();
  out.size = content.size();
  return out;
}

std::optional<ObjectId> merge_content(const Repository& repository, const std::string& path,
                                      const ThreeEntries& three) {
  const Driver driver = driver_for(repository, path);
  if (driver == Driver::none) return {};
  const std::string base = is_regular(three.base) ? repository.blob(three.base.id) : "";
  const std::string ours = repository.blob(three.ours.id);
  const std::string theirs = repository.blob(three.theirs.id);
  git_merge_file_options options = GIT_MERGE_FILE_OPTIONS_INIT;
  if (driver == Driver::union_of_both) options.favor = GIT_MERGE_FILE_FAVOR_UNION;
  const git_merge_file_input from = input(base), left = input(ours), right = input(theirs);
  MergedFile merged;
  check(git_merge_file(&merged, &from, &left, &right, &options), "merge a file");
  if (!merged.automergeable) return {};
  return repository.write_blob({merged.ptr, merged.len});
}

}  // namespace

std::optional<TreeEntry> merge_file(const Repository& repository, const std::string& path,
                                    const ThreeEntries& three) {
  const auto& [base, ours, theirs] = three;
  if (!is_regular(ours) || !is_regular(theirs)) return {};
  const auto mode = changed_by_one(base.mode, ours.mode, theirs.mode);
  if (!mode) return {};
  auto id = changed_by_one(base.id, ours.id, theirs.id);
  if (!id) id = merge_content(repository, path, three);
  return id ? std::optional(TreeEntry{*mode, *id}) : std::nullopt;
}

}  // namespace sage
