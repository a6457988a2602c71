#include "repo/build_pack.h"

#include "repo/pack_stream.h"

namespace sage {
namespace {

using PackBuilder = Owned<git_packbuilder, git_packbuilder_free>;
using Indexer = Owned<git_indexer, git_indexer_free>;

constexpr unsigned mode = 0444;

/// libgit2 does not sync what it writes meanwhile (in the whole process): it would sync the folder,
/// too.
struct WithoutSync {
  WithoutSync() { git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 0); }
  ~WithoutSync() { git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1); }
  WithoutSync(const WithoutSync&) = delete;
  WithoutSync& operator=(const WithoutSync&) = delete;
};

fs::path pack_in(const fs::path& folder, const char* name) {
  return folder / format("pack-{}", name);
}

PackBuilder builder_of(const Repository& repository, const std::vector<ObjectId>& ids) {
  auto builder = make<PackBuilder>("start a pack", git_packbuilder_new, repository.raw());
  git_packbuilder_set_threads(builder.get(), 1);
  for (const ObjectId& id : ids) {
    const git_oid oid = to_git(id);
    check(git_packbuilder_insert(builder.get(), &oid, nullptr), "pack object", id);
  }
  return builder;
}

}  // namespace

/// The indexer reads what we wrote as it would read a stranger's: a pack that is not right is none.
fs::path build_pack(const std::vector<NewObject>& objects, const fs::path& folder) {
  PackStream stream(objects.size());
  for (const auto& [type, data] : objects) stream.add(type, data);
  const std::string bytes = std::move(stream).finish();
  const WithoutSync unsynced;
  const auto indexer =
      make<Indexer>("start a pack", git_indexer_new, folder.c_str(), mode, nullptr, nullptr);
  git_indexer_progress progress{};
  check(git_indexer_append(indexer.get(), bytes.data(), bytes.size(), &progress), "write a pack");
  check(git_indexer_commit(indexer.get(), &progress), "write a pack");
  return pack_in(folder, git_indexer_name(indexer.get()));
}

fs::path build_pack(const Repository& repository, const std::vector<ObjectId>& ids,
                    const fs::path& folder) {
  const PackBuilder builder = builder_of(repository, ids);
  const WithoutSync unsynced;
  check(git_packbuilder_write(builder.get(), folder.c_str(), mode, nullptr, nullptr),
        "write a pack");
  return pack_in(folder, git_packbuilder_name(builder.get()));
}

}  // namespace sage
