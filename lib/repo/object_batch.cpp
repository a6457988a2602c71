#include "repo/object_batch.h"

#include "repo/build_pack.h"
#include "repo/object_memory.h"

namespace sage {
namespace {

constexpr std::size_t few = 32;

std::vector<ObjectId> ids_of(const std::vector<NewObject>& objects) {
  std::vector<ObjectId> ids;
  ids.reserve(objects.size());
  for (const NewObject& object : objects) ids.push_back(object.id);
  return ids;
}

}  // namespace

ObjectBatch::ObjectBatch(const Repository& repository)
    : repository_(repository),
      database_(make<Odb>("open the object database", git_repository_odb, repository.raw())),
      memory_(ObjectMemory::of(database_.get())) {
  memory_.open([this] { flush(); });
}

ObjectBatch::~ObjectBatch() { memory_.close(); }

void ObjectBatch::flush() {
  const auto objects = memory_.objects();
  if (objects.empty()) return;
  packs_.push_back(KeptPack::write(repository_, 0, [&](const fs::path& folder) {
    return objects.size() <= few ? build_pack(objects, folder)
                                 : build_pack(repository_, ids_of(objects), folder);
  }));
  memory_.forget();
}

}  // namespace sage
