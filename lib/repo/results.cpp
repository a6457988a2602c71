#include "repo/results.h"

#include <algorithm>
#include <charconv>
#include <thread>
#include <tuple>

#include "repo/commit.h"
#include "repo/git2_handles.h"

namespace sage {
namespace {

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

}  // namespace

void pin_result(const Repository& repository, const std::string& ref, const ObjectId& commit) {
  const auto outcome = compare_and_swap(repository, ref, commit, {}, "sage-stream: result");
  if (const auto* there = std::get_if<TipMoved>(&outcome); there && there->tip != commit)
    throw Error(ErrorKind::internal,
                format("{} pins {} already, not {}", ref, there->tip.hex(), commit.hex()));
  if (const auto* busy = std::get_if<RefBusy>(&outcome))
    throw Error(ErrorKind::internal, format("{} is locked: {} exists", ref, busy->lock_file),
                "remove the lock file if no git is running");
}

void drop_pin(const Repository& repository, const std::string& ref) {
  // A running `git pack-refs` holds the lock on packed refs for a moment.
  int result = GIT_ELOCKED;
  for (int tries = 0; tries < 50 && result == GIT_ELOCKED; ++tries) {
    if (tries > 0) std::this_thread::sleep_for(Milliseconds{20});
    result = git_reference_remove(repository.raw(), ref.c_str());
  }
  if (result != GIT_ENOTFOUND) check(result, "remove the ref " + ref);
}

void pin_candidate(const Repository& repository, const std::string& ticket,
                   const ObjectId& commit) {
  const std::string ref = std::string(candidates) + ticket;
  const git_oid id = to_git(commit);
  make<Reference>("pin " + ref, git_reference_create, repository.raw(), ref.c_str(), &id,
                  /*force*/ 1, "sage-stream: candidate");
}

void unpin_candidate(const Repository& repository, const std::string& ticket) {
  drop_pin(repository, std::string(candidates) + ticket);
}

int unpin_candidates(const Repository& repository) {
  const auto refs = make<ReferenceIterator>("list the candidates", git_reference_iterator_glob_new,
                                            repository.raw(), "refs/sage/candidates/*");
  std::vector<std::string> names;
  const char* name = nullptr;
  while (git_reference_next_name(&name, refs.get()) == 0) names.emplace_back(name);
  for (const auto& ref : names) drop_pin(repository, ref);
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
