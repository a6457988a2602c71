#include "repo/results.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <thread>
#include <tuple>

#include "repo/commit.h"
#include "repo/git2_handles.h"
#include "repo/packed_refs.h"

namespace sage {
namespace {

constexpr std::string_view ours = "refs/sage/";
constexpr std::string_view prefix = "refs/sage/results/";
constexpr std::string_view candidates = "refs/sage/candidates/";

/// Ticket and attempt from a pin's name; nothing if it is not one of ours.
std::optional<PinnedResult> parse(std::string_view ref) {
  PinnedResult pin;
  pin.ref = ref;
  ref.remove_prefix(prefix.size());
  const std::size_t slash = ref.find('/');
  if (slash == ref.npos) return {};
  pin.ticket = ref.substr(0, slash);
  const std::string_view digits = ref.substr(slash + 1);
  const char* const end = digits.data() + digits.size();
  const auto [read, error] = std::from_chars(digits.data(), end, pin.attempt);
  if (error != std::errc{} || read != end) return {};
  return pin;
}

bool is_ref_name(const std::string& ref) {
  int valid = 0;
  return git_reference_name_is_valid(&valid, ref.c_str()) == 0 && valid == 1;
}

bool is_there(const Repository& repository, const std::string& ref) {
  git_oid id;
  return git_reference_name_to_id(&id, repository.raw(), ref.c_str()) != GIT_ENOTFOUND;
}

/// A `git pack-refs` holds the locks of refs for moments: tries again for a second.
void patiently(const std::function<bool()>& done) {
  for (int tries = 0; tries < 50 && !done(); ++tries) std::this_thread::sleep_for(Milliseconds{20});
}

/// Empty folders stay for ever otherwise, and libgit2 goes through all of them for every pack that
/// it writes.
void drop_folder_of(const Repository& repository, const std::string& ref) {
  if (!ref.starts_with(prefix)) return;
  std::error_code not_empty;
  fs::remove(repository.common_dir() / fs::path(ref).parent_path(), not_empty);
}

}  // namespace

void pin_result(const Repository& repository, const std::string& ref, const ObjectId& commit) {
  std::variant<Swapped, TipMoved, RefBusy> outcome;
  patiently([&] {
    outcome = compare_and_swap(repository, ref, commit, {}, "sage-stream: result");
    return !std::holds_alternative<RefBusy>(outcome);
  });
  if (const auto* there = std::get_if<TipMoved>(&outcome); there && there->tip != commit)
    throw Error(ErrorKind::internal,
                format("{} pins {} already, not {}", ref, there->tip.hex(), commit.hex()));
  if (const auto* busy = std::get_if<RefBusy>(&outcome))
    throw Error(ErrorKind::internal, format("{} is locked: {} exists", ref, busy->lock_file),
                "remove the lock file if no git is running");
}

// A `git pack-refs` that has read the ref before it is removed packs it afterwards: so it is gone
// only if it is when nobody holds the lock on packed refs.
void drop_pin(const Repository& repository, const std::string& ref) {
  if (!ref.starts_with(ours) || !is_ref_name(ref))
    throw Error(ErrorKind::internal, format("cannot remove the ref {}: it is no pin", ref));
  const fs::path packing = repository.common_dir() / "packed-refs.lock";
  std::string reason = format("{} exists", packing.native());
  patiently([&] {
    try {
      fs::remove(repository.common_dir() / ref);
      git_reflog_delete(repository.raw(), ref.c_str());
      if (fs::exists(packing)) return false;
      if (is_there(repository, ref)) remove_packed_ref(repository, ref);
    } catch (const std::exception& error) {
      reason = error.what();
    }
    return !is_there(repository, ref);
  });
  if (is_there(repository, ref))
    throw Error(ErrorKind::internal, format("cannot remove the ref {}: {}", ref, reason));
  drop_folder_of(repository, ref);
}

void pin_candidate(const Repository& repository, const std::string& ticket,
                   const ObjectId& commit) {
  const std::string ref = std::string(candidates) + ticket;
  const git_oid id = to_git(commit);
  std::string reason;
  bool is_pinned = false;
  patiently([&] {
    git_reference* made = nullptr;
    git_error_clear();
    const int result = git_reference_create(&made, repository.raw(), ref.c_str(), &id, /*force*/ 1,
                                            "sage-stream: candidate");
    if (result < 0 && result != GIT_ELOCKED && reason.empty())
      reason = last_git2_message();  // the first: it may leave a lock behind
    git_reference_free(made);
    return is_pinned = repository.commit_of(ref) == commit;
  });
  if (!is_pinned)
    throw Error(ErrorKind::internal,
                format("cannot pin {}: {}", ref, reason.empty() ? ref + ".lock exists" : reason));
}

void unpin_candidate(const Repository& repository, const std::string& ticket) {
  try {
    drop_pin(repository, std::string(candidates) + ticket);
  } catch (const Error&) {
    // locked for long: a pin too many does no harm, and the next run drops it
  }
}

int unpin_candidates(const Repository& repository) {
  const auto refs = make<ReferenceIterator>("list the candidates", git_reference_iterator_glob_new,
                                            repository.raw(), "refs/sage/candidates/*");
  std::vector<std::string> names;
  const char* name = nullptr;
  while (git_reference_next_name(&name, refs.get()) == 0)
    names.emplace_back(std::string_view(name).substr(candidates.size()));
  for (const auto& ticket : names) unpin_candidate(repository, ticket);
  return static_cast<int>(names.size());
}

std::vector<PinnedResult> list_pins(const Repository& repository) {
  const auto refs = make<ReferenceIterator>("list the results", git_reference_iterator_glob_new,
                                            repository.raw(), "refs/sage/results/*");
  std::vector<PinnedResult> pins;
  const char* name = nullptr;
  while (git_reference_next_name(&name, refs.get()) == 0) {
    auto pin = parse(name);
    const auto commit = pin ? repository.commit_of(name) : std::nullopt;
    if (!commit) continue;
    pin->commit = *commit;
    pins.push_back(std::move(*pin));
  }
  std::ranges::sort(pins, {}, [](const auto& pin) { return std::tie(pin.ticket, pin.attempt); });
  return pins;
}

}  // namespace sage
