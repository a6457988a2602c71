#include "engine/target.h"

#include "base/error.h"
#include "base/text.h"

namespace sage {
namespace {

[[noreturn]] void refuse(std::string message, std::string hint) {
  throw Error(ErrorKind::repository_state, std::move(message), std::move(hint));
}

void refuse_operation(const Repository& repository) {
  const std::string operation = repository.operation_in_progress();
  if (!operation.empty())
    refuse(format("the checkout is in the middle of a {}", operation),
           "finish or abort it first (git status tells how)");
}

std::string target_ref(const Repository& repository, const std::string& onto) {
  if (!onto.empty()) {
    if (!is_branch_name(onto)) refuse(format("\"{}\" is not a branch name", escaped(onto)), "");
    return "refs/heads/" + onto;
  }
  const auto head = repository.head_branch();
  if (!head) refuse_operation(repository);
  if (!head) refuse("HEAD is detached", "say where to land with --onto BRANCH");
  return *head;
}

}  // namespace

Target choose_target(const Repository& repository, const std::string& onto) {
  Target target{.ref = target_ref(repository, onto)};
  if (const auto where = repository.checked_out_elsewhere(target.ref))
    refuse(format("{} is checked out in {}", target.ref, where->string()),
           "run sage-stream there, or land elsewhere with --onto BRANCH");
  target.checked_out = !repository.is_bare() && repository.head_branch() == target.ref;
  if (target.checked_out || repository.rebased_branch() == target.ref) refuse_operation(repository);
  target.start =
      repository.commit_of(target.ref).value_or(repository.commit_of("HEAD").value_or(ObjectId{}));
  return target;
}

}  // namespace sage
