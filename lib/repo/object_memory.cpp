#include "repo/object_memory.h"

#include <memory>

namespace sage {
namespace {

constexpr int before_all_others = 1000;  // libgit2 asks by falling priority
constexpr std::size_t much = 64 << 20;   // bytes

}  // namespace

ObjectMemory::ObjectMemory() : git_odb_backend{} {
  git_odb_init_backend(this, GIT_ODB_BACKEND_VERSION);
  git_odb_backend::read = give;
  git_odb_backend::read_header = give_header;
  git_odb_backend::exists = has;
  git_odb_backend::free = destroy;
}

ObjectMemory* ObjectMemory::first_of(git_odb* database) {
  git_odb_backend* first = nullptr;
  if (git_odb_get_backend(&first, database, 0) < 0 || first->free != destroy) return nullptr;
  return static_cast<ObjectMemory*>(first);
}

ObjectMemory& ObjectMemory::of(git_odb* database) {
  if (ObjectMemory* there = first_of(database)) return *there;
  std::unique_ptr<ObjectMemory> added(new ObjectMemory);
  check(git_odb_add_backend(database, added.get(), before_all_others),
        "add to the object database");
  return *added.release();  // the database's from now on
}

ObjectMemory* ObjectMemory::open_in(git_odb* database) {
  ObjectMemory* there = first_of(database);
  return there && there->full_ ? there : nullptr;
}

void ObjectMemory::open(std::function<void()> full) {
  if (full_) throw Error(ErrorKind::internal, "a batch of objects was begun inside another");
  full_ = std::move(full);
}

void ObjectMemory::close() {
  full_ = nullptr;
  forget();
}

void ObjectMemory::forget() {
  objects_.clear();
  bytes_ = 0;
}

ObjectId ObjectMemory::put(std::string data, git_object_t type) {
  git_oid id;
  const std::size_t size = data.size();
  check(git_odb_hash(&id, data.data(), size, type), "name an object");
  if (objects_.try_emplace(from_git(id), Stored{type, std::move(data)}).second) bytes_ += size;
  if (bytes_ > much) full_();
  return from_git(id);
}

std::vector<NewObject> ObjectMemory::objects() const {
  std::vector<NewObject> out;
  for (const auto& [id, stored] : objects_) out.push_back({id, stored.type, stored.data});
  return out;
}

const ObjectMemory::Stored* ObjectMemory::look(git_odb_backend* backend, const git_oid* id) {
  const auto& objects = static_cast<ObjectMemory*>(backend)->objects_;
  const auto found = objects.find(from_git(*id));
  return found == objects.end() ? nullptr : &found->second;
}

int ObjectMemory::give(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend,
                       const git_oid* id) {
  const Stored* found = look(backend, id);
  if (!found) return GIT_ENOTFOUND;
  *data = git_odb_backend_data_alloc(backend, found->data.size() + 1);
  if (!*data) return GIT_ERROR;
  std::memcpy(*data, found->data.c_str(), found->data.size() + 1);
  *size = found->data.size();
  *type = found->type;
  return 0;
}

int ObjectMemory::give_header(std::size_t* size, git_object_t* type, git_odb_backend* backend,
                              const git_oid* id) {
  const Stored* found = look(backend, id);
  if (!found) return GIT_ENOTFOUND;
  *size = found->data.size();
  *type = found->type;
  return 0;
}

int ObjectMemory::has(git_odb_backend* backend, const git_oid* id) {
  return look(backend, id) ? 1 : 0;
}

void ObjectMemory::destroy(git_odb_backend* backend) { delete static_cast<ObjectMemory*>(backend); }

}  // namespace sage
