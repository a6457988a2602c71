#include "repo/commit.h"

#include "repo/git2_handles.h"

namespace sage {
namespace {

constexpr int passing = 50;  // so often a ref that stands where it did is tried again

/// "Ada Example <ada@example.org> 1700000000 +0000", cleaned as git cleans it.
std::string signed_line(const Identity& who, WallTime at) {
  const auto cleaned = make<Signature>("make a signature", git_signature_new, who.name.c_str(),
                                       who.email.c_str(), at / 1000, 0);
  return format("{} <{}> {} +0000", cleaned->name, cleaned->email, at / 1000);
}

ObjectId target_of(git_repository* repository, const std::string& ref) {
  git_oid id;
  const int result = git_reference_name_to_id(&id, repository, ref.c_str());
  if (result != GIT_ENOTFOUND) check(result, "read the ref " + ref);
  git_error_clear();
  return result == 0 ? from_git(id) : ObjectId();
}

/// The ref that is moved when `ref` moves: itself, or what it stands for if it is symbolic.
std::string direct_name(git_repository* repository, const std::string& ref) {
  const auto named =
      find<Reference>("read the ref " + ref, git_reference_lookup, repository, ref.c_str());
  const char* target = named ? git_reference_symbolic_target(named.get()) : nullptr;
  return target ? direct_name(repository, target) : ref;
}

int move_ref(git_repository* repository, const std::string& ref, const ObjectId& to,
             const ObjectId& from, const char* reflog_message) {
  const git_oid new_id = to_git(to), old_id = to_git(from);
  git_reference* raw = nullptr;
  const int result = git_reference_create_matching(&raw, repository, ref.c_str(), &new_id, 1,
                                                   &old_id, reflog_message);
  git_reference_free(raw);
  return result;
}

using Transaction = Owned<git_transaction, git_transaction_free>;

/// Creates a ref that must not exist. git_reference_create looks before it locks, so it could
/// overwrite a ref that is made in between; a transaction locks first.
int create_ref(git_repository* repository, const std::string& ref, const ObjectId& to,
               const char* reflog_message) {
  const git_oid new_id = to_git(to);
  const auto transaction =
      make<Transaction>("start a transaction", git_transaction_new, repository);
  if (const int result = git_transaction_lock_ref(transaction.get(), ref.c_str()); result < 0)
    return result;
  if (!target_of(repository, ref).is_zero()) return GIT_EMODIFIED;
  check(
      git_transaction_set_target(transaction.get(), ref.c_str(), &new_id, nullptr, reflog_message),
      "set the ref " + ref);
  return git_transaction_commit(transaction.get());
}

}  // namespace

ObjectId write_commit(const Repository& repository, const CommitRequest& request) {
  std::string text = format("tree {}\n", request.tree.hex());
  for (const ObjectId& parent : request.parents) text += format("parent {}\n", parent.hex());
  text += format("author {}\n", signed_line(request.author, request.at));
  text += format("committer {}\n\n", signed_line(request.committer, request.at));
  text += request.message;
  std::erase(text, '\0');  // git ends the message there, and the trailers would be lost
  return write_object(repository.raw(), std::move(text), GIT_OBJECT_COMMIT);
}

// While a `git pack-refs` runs, what libgit2 says is not to be relied upon: the folder of a loose
// ref goes just before its lock is made, or just after it was moved, and then before it was synced;
// or it takes the old packed value for the new one. What counts is where the ref stands afterwards,
// and a failure only if it stays.
std::variant<Swapped, TipMoved, RefBusy> compare_and_swap(const Repository& repository,
                                                          const std::string& ref,
                                                          const ObjectId& new_tip,
                                                          const ObjectId& old_tip,
                                                          const std::string& reflog_message) {
  git_repository* raw = repository.raw();
  const std::string name = direct_name(raw, ref);
  for (int tries = 0;; ++tries) {
    const int result = old_tip.is_zero()
                           ? create_ref(raw, name, new_tip, reflog_message.c_str())
                           : move_ref(raw, name, new_tip, old_tip, reflog_message.c_str());
    const std::string why = result < 0 ? last_git2_message() : std::string();
    if (result == GIT_ELOCKED)
      return RefBusy{(repository.common_dir() / (name + ".lock")).string()};
    const ObjectId tip = target_of(raw, name);
    if (tip == new_tip || (result == 0 && tip != old_tip)) return Swapped{};
    if (tip != old_tip) return TipMoved{tip};
    if (tries < passing) continue;
    if (result == 0 || result == GIT_ENOTFOUND || result == GIT_EMODIFIED) return TipMoved{tip};
    throw Error(ErrorKind::internal, format("cannot move the ref {}: {}", name, why));
  }
}

}  // namespace sage
