// What the user's hooks say of a landing.
//
// Problem: a pre-commit hook looks at what is staged against HEAD, and at the files beside it; a
// commit-msg hook gets the message in a file. A landing moves a branch and has none of these, and
// the user's checkout is the user's.
//
// Idea: the gate's workspace, where no agent ever was, is brought to the commit that would land,
// and then its HEAD to that one's parent: just what a commit that is about to be made looks like.
// `git hook run` is started there. Which hooks there are is told by the user's repository alone,
// its hooks folder found from the user's checkout: a relative core.hooksPath would find in the
// workspace what an agent has written.

#include "worker/do_hooks.h"

#include "git_program.h"
#include "worker/do_gate.h"
#include "worker/prepare_workspace.h"
#include "worker/run_checks.h"

namespace sage {
namespace {

constexpr const char* message_file = ".git/COMMIT_EDITMSG";

// In the workspace. $1: commit, $2: its parent or nothing; then git with its options. What a hook
// stages would be in an ordinary commit; here it would land untested, so it is refused.
constexpr const char* stage = R"sh(set -e
commit=$1 parent=$2
shift 2
if [ -n "$parent" ]; then git reset -q --soft "$parent"; else git update-ref -d HEAD; fi
)sh";
constexpr const char* pre_commit = R"sh("$@" hook run --ignore-missing pre-commit
test "$(git write-tree)" = "$(git rev-parse "$commit^{tree}")" || {
  echo "the hook staged changes of its own, which a landing does not take in:"
  git diff --cached --name-status "$commit"
  exit 1
})sh";
constexpr const char* commit_msg =
    R"sh(git cat-file commit "$commit" | sed '1,/^$/d' > .git/COMMIT_EDITMSG
"$@" hook run --ignore-missing commit-msg -- .git/COMMIT_EDITMSG)sh";

/// git as it finds the user's hooks: by file, and those in the repository's configuration.
std::vector<std::string> git_with_hooks(const JobInHand& hand) {
  const fs::path folder = git_folder_of(hand.place.repository);
  const GitProgram git(without_repository_variables(hand.place.environment), folder);
  const fs::path hooks = folder / git({"rev-parse", "--git-path", "hooks"});
  std::vector<std::string> words{"git", "-c", "core.hooksPath=" + hooks.string()};
  const std::string configured =
      git.ask({"config", "--local", "-z", "--get-regexp", "^hook\\."}).value_or("");
  for (std::size_t at = 0; at < configured.size();) {
    const auto end = std::min(configured.find('\0', at), configured.size());
    std::string one = configured.substr(at, end - at);
    if (const auto newline = one.find('\n'); newline != one.npos) one[newline] = '=';
    words.insert(words.end(), {"-c", one});
    at = end + 1;
  }
  return words;
}

Check hook_check(const JobInHand& hand, const std::string& name, const std::string& script) {
  const auto parents = hand.place.repository.parents_of(hand.job.base);
  Check check;
  check.name = name;
  check.argv = {"sh",
                "-c",
                stage + script,
                "sh",
                hand.job.base.hex(),
                parents.empty() ? "" : parents.front().hex()};
  const auto git = git_with_hooks(hand);
  check.argv.insert(check.argv.end(), git.begin(), git.end());
  return check;
}

/// As `git commit` says it.
std::vector<std::string> variables_of_commit(const JobInHand& hand) {
  const Identity who = hand.place.repository.identity();
  return {"GIT_INDEX_FILE=" + (hand.place.workspace.folder() / ".git/index").string(),
          "GIT_EDITOR=:",
          "GIT_AUTHOR_NAME=" + who.name,
          "GIT_AUTHOR_EMAIL=" + who.email,
          "GIT_COMMITTER_NAME=" + who.name,
          "GIT_COMMITTER_EMAIL=" + who.email};
}

}  // namespace

void do_hooks(JobInHand& hand) {
  const CheckedState state{.commit = hand.job.base,
                           .phase = "testing",
                           .log_prefix = "hook-",
                           .variables = variables_of_commit(hand)};
  const std::vector<Check> checks{hook_check(hand, "pre-commit", pre_commit),
                                  hook_check(hand, "commit-msg", commit_msg)};
  if (prepare_workspace(hand, hand.job.base, hand.job.pristine) &&
      run_checks(hand, checks, state)) {
    hand.outcome.kind = OutcomeKind::checked;
    hand.outcome.landing_message =
        read_file(hand.place.workspace.folder() / message_file, 1 << 20).value_or("");
  } else if (hand.outcome.kind != OutcomeKind::cancelled) {
    not_tested(hand.outcome);
  }
}

}  // namespace sage
