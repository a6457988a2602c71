#include "repo/git2_handles.h"

#include <cerrno>
#include <system_error>

#include "repo/object_memory.h"

namespace sage {

std::string last_git2_message() {
  const git_error* error = git_error_last();
  if (error && error->message) return escaped(error->message);
  return errno == 0 ? "no reason given" : std::generic_category().message(errno);
}

void check(int result, std::string_view what) {
  if (result >= 0) return git_error_clear();
  throw Error(ErrorKind::internal, format("cannot {}: {}", what, last_git2_message()));
}

void check(int result, std::string_view what, const ObjectId& id) {
  if (result >= 0) return git_error_clear();
  throw Error(ErrorKind::internal, format("cannot {} {}: {}", what, id.hex(), last_git2_message()));
}

OdbObject read_object(git_repository* repository, const ObjectId& id, git_object_t type) {
  const auto odb = make<Odb>("open the object database", git_repository_odb, repository);
  const git_oid oid = to_git(id);
  git_odb_object* raw = nullptr;
  check(git_odb_read(&raw, odb.get(), &oid), "read object", id);
  OdbObject object(raw);
  const git_object_t found = git_odb_object_type(raw);
  if (found != type)
    throw Error(ErrorKind::internal,
                format("object {} is a {}, expected a {}", id.hex(), git_object_type2string(found),
                       git_object_type2string(type)));
  return object;
}

ObjectId write_object(git_repository* repository, std::string data, git_object_t type) {
  const auto odb = make<Odb>("open the object database", git_repository_odb, repository);
  if (ObjectMemory* memory = ObjectMemory::open_in(odb.get()))
    return memory->put(std::move(data), type);
  git_oid id;
  check(git_odb_write(&id, odb.get(), data.data(), data.size(), type), "write an object");
  return from_git(id);
}

Commit read_commit(git_repository* repository, const ObjectId& id) {
  const git_oid oid = to_git(id);
  git_commit* raw = nullptr;
  check(git_commit_lookup(&raw, repository, &oid), "read commit", id);
  return Commit(raw);
}

}  // namespace sage
