#include "repo/object_batch.h"

#include "repo/build_pack.h"
#include "repo/object_memory.h"

namespace sage {

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
  packs_.push_back(KeptPack::write(
      repository_, 0, [&](const fs::path& folder) { return build_pack(objects, folder); }));
  memory_.forget();
}

}  // namespace sage
