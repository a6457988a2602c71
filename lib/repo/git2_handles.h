#pragma once

#include <git2.h>

#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/object_id.h"
#include "base/text.h"

/// libgit2's objects with owners, and its failures as sage::Error. For lib/repo's own use.
namespace sage {

namespace detail {
template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
}  // namespace detail

template <class T, auto Free>
using Owned = std::unique_ptr<T, detail::FreeWith<Free>>;

using AnyObject = Owned<git_object, git_object_free>;
using Blob = Owned<git_blob, git_blob_free>;
using Commit = Owned<git_commit, git_commit_free>;
using Config = Owned<git_config, git_config_free>;
using ConfigIterator = Owned<git_config_iterator, git_config_iterator_free>;
using FilterList = Owned<git_filter_list, git_filter_list_free>;
using Index = Owned<git_index, git_index_free>;
using Odb = Owned<git_odb, git_odb_free>;
using OdbObject = Owned<git_odb_object, git_odb_object_free>;
using Refdb = Owned<git_refdb, git_refdb_free>;
using Reference = Owned<git_reference, git_reference_free>;
using ReferenceIterator = Owned<git_reference_iterator, git_reference_iterator_free>;
using Signature = Owned<git_signature, git_signature_free>;

/// To be called before anything of libgit2 that needs no repository; again does nothing.
void start_libgit2();

/// A buffer that libgit2 fills.
struct Buffer : git_buf {
  Buffer() : git_buf(GIT_BUF_INIT) {}
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;
  ~Buffer() { git_buf_dispose(this); }
  std::string_view text() const { return {ptr, size}; }
};

/// libgit2's words for the failure that this thread saw last, escaped; where it gives none, the
/// system's.
std::string last_git2_message();

/// Throws Error(internal) "cannot <what>: <libgit2's reason>" if `result` is a failure. If it is
/// none, libgit2 forgets what it overcame on its way, and errno: some of its failures give no
/// reason, and must not be told with an old one.
void check(int result, std::string_view what);
/// The same, naming the object: "cannot <what> <id>: …".
void check(int result, std::string_view what, const ObjectId& id);

inline git_oid to_git(const ObjectId& id) {
  git_oid out;
  std::memcpy(out.id, id.bytes.data(), id.bytes.size());
  return out;
}

inline ObjectId from_git(const git_oid& id) {
  ObjectId out;
  std::memcpy(out.bytes.data(), id.id, out.bytes.size());
  return out;
}

/// What `make(&out, arguments…)` makes; an Error that says `what` failed.
template <class Handle, class Make, class... Arguments>
Handle make(std::string_view what, Make function, Arguments... arguments) {
  typename Handle::pointer raw = nullptr;
  check(function(&raw, arguments...), what);
  return Handle(raw);
}

/// What `look_up(&out, arguments…)` finds, or null if there is no such thing.
template <class Handle, class LookUp, class... Arguments>
Handle find(std::string_view what, LookUp function, Arguments... arguments) {
  typename Handle::pointer raw = nullptr;
  const int result = function(&raw, arguments...);
  if (result != GIT_ENOTFOUND) check(result, what);
  git_error_clear();
  return Handle(raw);
}

/// The object `id` as it lies in the database; Error if it is missing or of another type.
OdbObject read_object(git_repository* repository, const ObjectId& id, git_object_t type);

/// Writes an object, durably; into the batch that is open, if there is one (ObjectBatch).
ObjectId write_object(git_repository* repository, std::string data, git_object_t type);

/// The commit `id`; Error if it is missing.
Commit read_commit(git_repository* repository, const ObjectId& id);

inline std::string_view data_of(const OdbObject& object) {
  return {static_cast<const char*>(git_odb_object_data(object.get())),
          git_odb_object_size(object.get())};
}

}  // namespace sage
