// Objects that git may not collect.
//
// `git gc --prune=now` removes what no ref reached when it looked. A landing or a result is written
// before its ref moves, so a gc that looked in between would take it away; writing the ref first,
// or looking again afterwards, only makes the gap smaller. What git never touches is a pack with a
// `.keep` file beside it, nor a pack that was not there when it began. So new objects come as one
// pack, whose .keep is there before the pack is, and goes once a ref reaches it:
//
//   gc listed the packs before ours appeared, or while it was kept: it leaves our pack alone;
//   it listed them later: the ref was there before, and gc reads the refs after the packs.
//
// The .keep is locked (flock) by the process that wrote it, so one that is free was left by a
// killed process. A pack appears with its .idx, which is renamed last.
//
// One pack instead of loose objects also means one sync for all of them. But every lookup may have
// to ask every pack: so sixteen packs of a level are merged into one of the next, as in a
// log-structured merge tree; two levels bring 10,000 packs down to about 70, each object having
// been copied twice. Larger packs and the rest are git's business (`git gc`).

#include "repo/kept_pack.h"

#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>
#include <malloc.h>

#include <algorithm>
#include <random>

#include "repo/build_pack.h"

namespace sage {
namespace {

constexpr int levels = 2;
constexpr std::size_t merged_at_once = 16;
constexpr std::uintmax_t largest_merged = 16 << 20;  // bytes: copying more would cost too much

fs::path objects_of(const Repository& repository) { return repository.common_dir() / "objects"; }

std::string prefix_of(int level) { return format("pack-sage{}-", level); }

/// Forty hexadecimal digits, as in every pack's name; unlike git's they do not tell its content:
/// the same objects written again must not be a pack that a running gc may be about to remove.
std::string new_name(int level) {
  std::random_device random;
  std::string name = prefix_of(level);
  for (int i = 0; i < 5; ++i) name += format("{:08x}", random());
  return name;
}

fs::path with_suffix(const fs::path& path, const char* suffix) { return path.native() + suffix; }

/// Where the pack `name` is built: not below objects/pack, and not called tmp_…, which gc removes.
fs::path workshop(const fs::path& objects, const std::string& name) {
  return objects / (name + ".tmp");
}

/// Builds the pack aside and moves it to objects/pack.
void write_pack(const fs::path& objects, const std::string& name, const KeptPack::Build& build) {
  const fs::path aside = workshop(objects, name);
  fs::create_directory(aside);
  const fs::path built = build(aside);
  for (const char* suffix : {".pack", ".idx"}) {
    sync_file(with_suffix(built, suffix));
    fs::rename(with_suffix(built, suffix), objects / "pack" / (name + suffix));
  }
  sync_folder(objects / "pack");
  remove_tree(aside);
}

/// Removes what is left of building `name`.
void clear_workshop(const fs::path& objects, const std::string& name) {
  remove_tree(workshop(objects, name));
  const fs::path pack = objects / "pack" / name;
  if (!fs::exists(with_suffix(pack, ".idx"))) fs::remove(with_suffix(pack, ".pack"));
}

/// Those that nobody could clear: where there is no .keep, nobody builds.
void clear_lost_workshops(const fs::path& objects) {
  std::vector<std::string> lost;
  for (const auto& entry : fs::directory_iterator(objects))
    if (const fs::path& path = entry.path();
        path.extension() == ".tmp" && path.filename().native().starts_with("pack-sage") &&
        !fs::exists(objects / "pack" / (path.stem().native() + ".keep")))
      lost.push_back(path.stem());
  for (const std::string& name : lost) clear_workshop(objects, name);
}

/// Up to sixteen packs of a level that nobody keeps, without suffix.
std::vector<fs::path> packs_to_merge(const fs::path& folder, int level) {
  std::vector<fs::path> packs;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& file = entry.path();
    if (!file.filename().native().starts_with(prefix_of(level)) || file.extension() != ".idx")
      continue;
    fs::path pack = fs::path(file).replace_extension();
    std::error_code gone;
    const auto size = fs::file_size(with_suffix(pack, ".pack"), gone);
    if (!gone && size <= largest_merged && !fs::exists(with_suffix(pack, ".keep")))
      packs.push_back(std::move(pack));
    if (packs.size() == merged_at_once) break;
  }
  return packs;
}

std::vector<ObjectId> objects_in(const std::vector<fs::path>& packs) {
  const auto database = make<Odb>("list packs", git_odb_new);
  for (const fs::path& pack : packs) {
    git_odb_backend* backend = nullptr;
    check(git_odb_backend_one_pack(&backend, with_suffix(pack, ".idx").c_str()), "open a pack");
    check(git_odb_add_backend(database.get(), backend, 1), "open a pack");
  }
  std::vector<ObjectId> ids;
  const auto add = [](const git_oid* id, void* to) {
    static_cast<std::vector<ObjectId>*>(to)->push_back(from_git(*id));
    return 0;
  };
  check(git_odb_foreach(database.get(), add, &ids), "list packs");
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

}  // namespace

KeptPack KeptPack::write(const Repository& repository, int level, const Build& build) {
  const fs::path objects = objects_of(repository);
  fs::create_directories(objects / "pack");
  for (;;) {
    const std::string name = new_name(level);
    const fs::path keep = objects / "pack" / (name + ".keep");
    KeptPack kept(keep, FileLock::acquire(keep));
    if (!fs::exists(keep)) continue;  // release_dead_packs came in before it was locked
    try {
      write_pack(objects, name, build);
    } catch (...) {
      try {
        clear_workshop(objects, name);
      } catch (
          const std::exception&) {  // what went wrong first counts; release_dead_packs clears it
      }
      throw;
    }
    return kept;
  }
}

KeptPack::~KeptPack() {
  std::error_code ignored;  // the next recovery finds it unlocked
  if (!keep_.empty()) fs::remove(keep_, ignored);
}

void release_dead_packs(const Repository& repository) {
  const fs::path objects = objects_of(repository);
  std::vector<fs::path> keeps;
  std::error_code absent;
  for (const auto& entry : fs::directory_iterator(objects / "pack", absent))
    if (entry.path().extension() == ".keep" &&
        entry.path().filename().native().starts_with("pack-sage"))
      keeps.push_back(entry.path());
  for (const fs::path& keep : keeps) {
    if (!fs::exists(keep)) continue;
    const auto dead = FileLock::try_acquire(keep);
    if (!dead) continue;
    clear_workshop(objects, keep.stem());
    fs::remove(keep);
  }
  clear_lost_workshops(objects);
}

void merge_packs(const Repository& repository) {
  const fs::path folder = objects_of(repository) / "pack";
  if (fs::exists(folder / "multi-pack-index")) return;  // it names packs, and is git's
  for (int level = 0; level < levels; ++level) {
    const auto packs = packs_to_merge(folder, level);
    if (packs.size() < merged_at_once) return;
    const auto merged = KeptPack::write(repository, level + 1, [&](const fs::path& aside) {
      return build_pack(repository, objects_in(packs), aside);
    });
    for (const char* suffix : {".idx", ".pack"})
      for (const fs::path& pack : packs) fs::remove(with_suffix(pack, suffix));
    let_go_of_packs(repository);
  }
}

/// First all are closed, then those that are there opened: one that was open meanwhile would be the
/// same one again, with all that libgit2 remembers of it, up to 16 MB. Sixteen packs that were
/// merged can have filled most of the heap: it goes back to the system.
void let_go_of_packs(const Repository& repository) {
  const auto none = make<Odb>("open the object database", git_odb_new);
  check(git_repository_set_odb(repository.raw(), none.get()), "close the object database");
  const auto anew =
      make<Odb>("open the object database", git_odb_open, objects_of(repository).c_str());
  check(git_repository_set_odb(repository.raw(), anew.get()), "open the object database");
  malloc_trim(0);
}

}  // namespace sage
