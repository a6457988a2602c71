#pragma once

#include <git2/sys/odb_backend.h>

#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "repo/build_pack.h"

namespace sage {

/// Objects that are not on disk yet, in front of a repository's object database: whoever reads
/// through that repository finds them. For ObjectBatch.
class ObjectMemory : private git_odb_backend {
 public:
  /// The database's own, added to it at the first call; it goes when the database does.
  static ObjectMemory& of(git_odb* database);
  /// The same if it is there and takes what is written, else null.
  static ObjectMemory* open_in(git_odb* database);

  /// Takes what is written from now on; calls `full` when that has become much. Throws
  /// Error(internal) if it is open already.
  void open(std::function<void()> full);
  /// What is written goes to disk again, and what was is forgotten.
  void close();
  void forget();

  /// Unlike git_odb_write it never takes an object that is on disk already for safely written: one
  /// that no ref reaches may be collected at any moment.
  ObjectId put(std::string data, git_object_t type);
  /// In no order; they lie in here.
  std::vector<NewObject> objects() const;

 private:
  struct Stored {
    git_object_t type;
    std::string data;
  };

  ObjectMemory();
  static ObjectMemory* first_of(git_odb* database);
  static const Stored* look(git_odb_backend* backend, const git_oid* id);
  static int give(void** data, std::size_t* size, git_object_t* type, git_odb_backend* backend,
                  const git_oid* id);
  static int give_header(std::size_t* size, git_object_t* type, git_odb_backend* backend,
                         const git_oid* id);
  static int has(git_odb_backend* backend, const git_oid* id);
  static void destroy(git_odb_backend* backend);

  std::unordered_map<ObjectId, Stored> objects_;
  std::size_t bytes_ = 0;
  std::function<void()> full_;  // none: not open
};

}  // namespace sage
