#include <git2/sys/repository.h>

#include <array>
#include <mutex>

#include "os/file.h"
#include "repo/git2_handles.h"
#include "repo/repository.h"

/// libgit2 reads the machine's certificates when it starts, in case it is to fetch over https: more
/// than half of the time of a short command. We never connect through it (a push is git's), so what
/// it would call is answered by the program, whose functions take precedence over those of a shared
/// library. Where libgit2 has another TLS library nobody calls this.
extern "C" int mbedtls_x509_crt_parse_file(void* /*chain*/, const char* /*path*/) { return 0; }

namespace sage {
namespace {

/// What libgit2 keeps of parsed objects, which it would let grow to 256 MB: a run reads each object
/// a few times at most, soon after it was made.
constexpr ssize_t most_cached = 8 << 20;  // bytes

/// Settings of libgit2 that hold for the whole process. The extensions it would refuse by itself,
/// without saying why, are let through here and refused below in our own words.
void set_up_libgit2() {
  check(git_libgit2_init(), "start libgit2");
  check(git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1), "set up libgit2");
  check(git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, most_cached), "set up libgit2");
  std::array extensions{"worktreeconfig", "preciousobjects", "objectformat", "refstorage",
                        "partialclone"};
  check(git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions.data(), extensions.size()),
        "set up libgit2");
}

Error refusal(std::string message, std::string hint) {
  return Error(ErrorKind::repository_state, std::move(message), std::move(hint));
}

/// The git dir of the repository that holds `start`, whoever owns it; empty if there is none.
std::string git_dir_above(const fs::path& start) {
  Buffer path;
  return git_repository_discover(&path, start.c_str(), 0, nullptr) == 0 ? std::string(path.text())
                                                                        : "";
}

/// What safe.directory is to name.
std::string folder_of(const fs::path& git_dir) {
  const fs::path top = git_dir.has_filename() ? git_dir : git_dir.parent_path();
  return (top.filename() == ".git" ? top.parent_path() : top).native();
}

/// "*" among the user's safe.directory, which libgit2 1.5 takes for a path. An empty one takes
/// back all before it.
bool is_every_owner_trusted() {
  const auto config = make<Config>("read the configuration", git_config_open_default);
  const auto look = [](const git_config_entry* entry, void* trusted) {
    const std::string_view value = entry->value ? entry->value : "";
    if (value == "*" || value.empty()) *static_cast<bool*>(trusted) = !value.empty();
    return 0;
  };
  bool trusted = false;
  git_config_get_multivar_foreach(config.get(), "safe.directory", nullptr, look, &trusted);
  return trusted;
}

Error cannot_open(int result, const fs::path& start) {
  const std::string why = last_git2_message(), where = escaped(start.native());
  const std::string git_dir = git_dir_above(start);
  if (git_dir.empty())
    return refusal(format("{}: not inside a git repository", where),
                   "go to your repository, or make one: git init");
  // Without any safe.directory setting libgit2 1.5.1 says "not found" where it means the owner.
  if (result == GIT_EOWNER || result == GIT_ENOTFOUND)
    return refusal(format("{}: the repository belongs to another user", escaped(git_dir)),
                   format("if you trust it: git config --global --add safe.directory {}",
                          escaped(folder_of(git_dir))));
  return refusal(format("{}: cannot open the git repository: {}", where, why), "");
}

std::string setting(git_config* config, const char* name) {
  Buffer value;
  return git_config_get_string_buf(&value, config, name) == 0 ? std::string(value.text()) : "";
}

bool is_set(git_config* config, const char* name) {
  int value = 0;
  return git_config_get_bool(&value, config, name) == 0 && value != 0;
}

bool has_promisor(git_config* config) {
  // (The iterator with a pattern leaks in libgit2 1.5.)
  const auto all = make<ConfigIterator>("read the configuration", git_config_iterator_new, config);
  git_config_entry* entry = nullptr;
  int value = 0;
  while (git_config_next(&entry, all.get()) == 0) {
    const std::string_view name = entry->name;
    if (name.starts_with("remote.") && name.ends_with(".promisor") &&
        git_config_parse_bool(&value, entry->value) == 0 && value != 0)
      return true;
  }
  return false;
}

/// Refuses what libgit2 1.5 would read wrongly.
void refuse_unsupported(git_config* config, const std::string& where) {
  const std::string hash = setting(config, "extensions.objectformat");
  if (!hash.empty() && hash != "sha1")
    throw refusal(format("{}: its objects are named by {}, only SHA-1 is supported", where,
                         excerpt(hash, 20)),
                  "use a repository made with: git init --object-format=sha1");
  const std::string refs = setting(config, "extensions.refstorage");
  if (!refs.empty() && refs != "files")
    throw refusal(
        format("{}: its refs are stored as {}, only files are supported", where, excerpt(refs, 20)),
        "convert it: git refs migrate --ref-format=files");
  if (!setting(config, "extensions.partialclone").empty() || has_promisor(config))
    throw refusal(format("{}: it is a partial clone, so objects may be missing", where),
                  "clone it again without --filter");
}

/// libgit2 1.5 does not know the configuration of a single worktree: adds it as the strongest
/// layer, and applies the one setting in it that was needed while opening.
void add_worktree_config(git_repository* repository, git_config* config) {
  const fs::path file = fs::path(git_repository_path(repository)) / "config.worktree";
  if (!is_set(config, "extensions.worktreeconfig") || !fs::exists(file)) return;
  check(git_config_add_file_ondisk(config, file.c_str(), GIT_CONFIG_LEVEL_APP, repository, 0),
        "read config.worktree");
  if (!git_repository_is_worktree(repository) && is_set(config, "core.bare"))
    check(git_repository_set_bare(repository), "open a bare repository");
}

}  // namespace

void start_libgit2() {
  static std::once_flag once;
  std::call_once(once, set_up_libgit2);
}

Repository Repository::discover(const fs::path& start) {
  start_libgit2();
  git_repository* raw = nullptr;
  int result = git_repository_open_ext(&raw, start.c_str(), 0, nullptr);
  const bool is_others = result == GIT_EOWNER || result == GIT_ENOTFOUND;
  if (is_others && !git_dir_above(start).empty() && is_every_owner_trusted()) {
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    result = git_repository_open_ext(&raw, start.c_str(), 0, nullptr);
  }
  if (result < 0) throw cannot_open(result, start);
  Repository repository(raw);
  // Whether refs are synced is settled for good when libgit2 opens them: now, while it syncs.
  make<Refdb>("open the refs", git_repository_refdb, raw);
  const auto config = make<Config>("read the configuration", git_repository_config, raw);
  refuse_unsupported(config.get(), escaped(start.native()));
  add_worktree_config(raw, config.get());
  return repository;
}

std::string libgit2_version() {
  int major = 0, minor = 0, revision = 0;
  git_libgit2_version(&major, &minor, &revision);
  return format("{}.{}.{}", major, minor, revision);
}

}  // namespace sage
