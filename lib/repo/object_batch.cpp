#include "repo/object_batch.h"

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
  const auto ids = memory_.ids();
  if (ids.empty()) return;
  packs_.push_back(KeptPack::write(repository_, ids, 0));
  memory_.forget();
}

}  // namespace sage
