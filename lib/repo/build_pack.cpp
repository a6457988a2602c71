#include "repo/build_pack.h"

#include <algorithm>

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

/// The names in an index of version 2, which has them sorted behind a header of 8 bytes and a table
/// of 256 numbers.
std::string_view names_in(std::string_view index, std::size_t objects) {
  constexpr std::size_t begin = 8 + 256 * 4;
  return index.size() < begin ? std::string_view() : index.substr(begin, objects * 20);
}

/// Refuses a pack whose objects are not those that others refer to by now.
void require_names(const fs::path& pack, const std::vector<NewObject>& objects) {
  std::vector<ObjectId> ids;
  ids.reserve(objects.size());
  for (const NewObject& object : objects) ids.push_back(object.id);
  std::ranges::sort(ids);
  std::string expected;
  for (const ObjectId& id : ids)
    expected.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  const std::string index = read_file(pack.native() + ".idx").value_or("");
  if (names_in(index, objects.size()) != expected)
    throw Error(ErrorKind::internal, "cannot write a pack: it holds other objects than it should");
}

/// In slices: the size of one is a signed number of 32 bits in libgit2.
void index_pack(git_indexer* indexer, std::string_view pack) {
  constexpr std::size_t slice = 1 << 20;
  git_indexer_progress progress{};
  for (; !pack.empty(); pack.remove_prefix(std::min(slice, pack.size())))
    check(git_indexer_append(indexer, pack.data(), std::min(slice, pack.size()), &progress),
          "write a pack");
  check(git_indexer_commit(indexer, &progress), "write a pack");
}

}  // namespace

/// The indexer reads what we wrote as it would read a stranger's, and names the objects anew.
fs::path build_pack(const std::vector<NewObject>& objects, const fs::path& folder) {
  PackStream stream(objects.size());
  for (const auto& [id, type, data] : objects) stream.add(type, data);
  const std::string bytes = std::move(stream).finish();
  const WithoutSync unsynced;
  const auto indexer =
      make<Indexer>("start a pack", git_indexer_new, folder.c_str(), mode, nullptr, nullptr);
  index_pack(indexer.get(), bytes);
  fs::path pack = pack_in(folder, git_indexer_name(indexer.get()));
  require_names(pack, objects);
  return pack;
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
