#include "repo/repository.h"

#include "base/read_room.h"
#include "os/file.h"
#include "repo/git2_handles.h"
#include "repo/raw_tree.h"

namespace sage {
namespace {

/// "4b825dc…": what git gives an empty folder, whether or not the object is stored.
const ObjectId empty_tree = *ObjectId::parse("4b825dc642cb6eb9a060e54bf8d69288fbee4904");

/// A folder's path without the slash libgit2 puts at the end.
fs::path folder(const char* path) {
  if (!path) return {};
  const fs::path out(path);
  return out.has_filename() ? out : out.parent_path();
}

std::string first_line(const fs::path& file) {
  const std::string text = read_file(file).value_or("");
  return text.substr(0, text.find_first_of("\r\n"));
}

/// Whether the worktree with this git dir works on `ref`: checked out, or being rebased.
bool works_on(const fs::path& git_dir, const std::string& ref) {
  return first_line(git_dir / "HEAD") == "ref: " + ref ||
         first_line(git_dir / "rebase-merge" / "head-name") == ref ||
         first_line(git_dir / "rebase-apply" / "head-name") == ref;
}

/// The folder of the linked worktree that `entry` (<common dir>/worktrees/<name>) describes;
/// nothing if it was deleted and only its description is left.
std::optional<fs::path> folder_of_linked(const fs::path& entry) {
  const fs::path dot_git = (entry / first_line(entry / "gitdir")).lexically_normal();
  std::error_code ignored;
  if (!fs::exists(dot_git, ignored) && !fs::exists(entry / "locked", ignored)) return {};
  return dot_git.parent_path();
}

/// The folder of the main worktree; nothing if the repository is bare.
std::optional<fs::path> main_checkout(const fs::path& common_dir) {
  git_repository* raw = nullptr;
  if (git_repository_open(&raw, common_dir.c_str()) < 0) return {};
  const Owned<git_repository, git_repository_free> opened(raw);
  if (git_repository_is_bare(raw)) return {};
  return folder(git_repository_workdir(raw));
}

std::optional<ObjectId> peeled_to_commit(git_object* object) {
  git_object* raw = nullptr;
  if (git_object_peel(&raw, object, GIT_OBJECT_COMMIT) < 0) return {};
  const AnyObject commit(raw);
  return from_git(*git_object_id(raw));
}

}  // namespace

Repository::Repository(Repository&& other) noexcept : raw_(std::exchange(other.raw_, nullptr)) {}

Repository& Repository::operator=(Repository&& other) noexcept {
  std::swap(raw_, other.raw_);
  return *this;
}

Repository::~Repository() { git_repository_free(raw_); }

fs::path Repository::git_dir() const { return folder(git_repository_path(raw_)); }

fs::path Repository::common_dir() const { return folder(git_repository_commondir(raw_)); }

bool Repository::is_bare() const { return git_repository_is_bare(raw_) == 1; }

fs::path Repository::checkout() const {
  return is_bare() ? fs::path() : folder(git_repository_workdir(raw_));
}

std::optional<std::string> Repository::head_branch() const {
  const auto head = make<Reference>("read HEAD", git_reference_lookup, raw_, "HEAD");
  const char* target = git_reference_symbolic_target(head.get());
  return target ? std::optional<std::string>(target) : std::nullopt;
}

std::string Repository::operation_in_progress() const {
  switch (git_repository_state(raw_)) {
    case GIT_REPOSITORY_STATE_NONE:
      return "";
    case GIT_REPOSITORY_STATE_MERGE:
      return "merge";
    case GIT_REPOSITORY_STATE_REVERT:
    case GIT_REPOSITORY_STATE_REVERT_SEQUENCE:
      return "revert";
    case GIT_REPOSITORY_STATE_CHERRYPICK:
    case GIT_REPOSITORY_STATE_CHERRYPICK_SEQUENCE:
      return "cherry-pick";
    case GIT_REPOSITORY_STATE_BISECT:
      return "bisect";
    case GIT_REPOSITORY_STATE_APPLY_MAILBOX:
      return "am";
    default:
      return "rebase";
  }
}

std::optional<fs::path> Repository::checked_out_elsewhere(const std::string& ref) const {
  const fs::path common = common_dir();
  if (git_dir() != common && works_on(common, ref))
    if (auto main = main_checkout(common)) return main;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(common / "worktrees", none))
    if (!fs::equivalent(entry.path(), git_dir(), none) && works_on(entry.path(), ref))
      if (auto linked = folder_of_linked(entry.path())) return linked;
  return {};
}

std::optional<ObjectId> Repository::commit_of(const std::string& ref_or_revision) const {
  int is_ref_name = 0;
  git_reference_name_is_valid(&is_ref_name, ref_or_revision.c_str());
  git_object* raw = nullptr;
  if (!is_ref_name) {
    if (git_revparse_single(&raw, raw_, ref_or_revision.c_str()) < 0) return {};
  } else {
    git_oid id;
    if (git_reference_name_to_id(&id, raw_, ref_or_revision.c_str()) < 0) return {};
    check(git_object_lookup(&raw, raw_, &id, GIT_OBJECT_ANY), "read object", from_git(id));
  }
  const AnyObject object(raw);
  return peeled_to_commit(raw);
}

ObjectId Repository::tree_of(const ObjectId& commit) const {
  if (commit.is_zero()) return empty_tree;
  return from_git(*git_commit_tree_id(read_commit(raw_, commit).get()));
}

std::vector<ObjectId> Repository::parents_of(const ObjectId& commit) const {
  const Commit found = read_commit(raw_, commit);
  std::vector<ObjectId> out;
  for (unsigned i = 0; i < git_commit_parentcount(found.get()); ++i)
    out.push_back(from_git(*git_commit_parent_id(found.get(), i)));
  return out;
}

std::string Repository::message_of(const ObjectId& commit) const {
  return git_commit_message_raw(read_commit(raw_, commit).get());
}

bool Repository::has_object(const ObjectId& id) const {
  const auto odb = make<Odb>("open the object database", git_repository_odb, raw_);
  const git_oid oid = to_git(id);
  return git_odb_exists(odb.get(), &oid) == 1;
}

TreeEntry Repository::entry_at(const ObjectId& tree, std::string_view path) const {
  TreeEntry at{Mode::tree, tree};
  while (!path.empty()) {
    if (at.mode != Mode::tree) return {};
    const std::size_t slash = path.find('/');
    at = RawTree(raw_, at.id).find(path.substr(0, slash));
    path = slash == path.npos ? "" : path.substr(slash + 1);
  }
  return at;
}

std::string Repository::blob(const ObjectId& id) const {
  return with_read_room(data_of(read_object(raw_, id, GIT_OBJECT_BLOB)));
}

std::size_t Repository::blob_size(const ObjectId& id) const {
  const auto odb = make<Odb>("open the object database", git_repository_odb, raw_);
  const git_oid oid = to_git(id);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_ANY;
  check(git_odb_read_header(&size, &type, odb.get(), &oid), "read object", id);
  return size;
}

ObjectId Repository::write_blob(std::string content) const {
  return write_object(raw_, std::move(content), GIT_OBJECT_BLOB);
}

Identity Repository::identity() const {
  const auto config = make<Config>("read the configuration", git_repository_config_snapshot, raw_);
  const char *name = std::getenv("GIT_COMMITTER_NAME"), *email = std::getenv("GIT_COMMITTER_EMAIL");
  if (!name || !*name) git_config_get_string(&name, config.get(), "user.name");
  if (!email || !*email) git_config_get_string(&email, config.get(), "user.email");
  if (!name || !*name || !email || !*email)
    throw Error(ErrorKind::repository_state, "git does not know who you are: no user.name or email",
                "git config --global user.name 'Your Name' && "
                "git config --global user.email you@example.com");
  return {name, email};
}

bool Repository::is_ignored(const std::string& path) const {
  if (is_bare()) return false;
  int ignored = 0;
  check(git_ignore_path_is_ignored(&ignored, raw_, path.c_str()), "read the ignore rules");
  return ignored != 0;
}

}  // namespace sage
