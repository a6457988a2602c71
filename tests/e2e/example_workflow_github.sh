#!/usr/bin/env bash
# The steps of the example workflow for GitHub, run one after the other against a remote repository
# and a gh that knows pull requests: what landed is pushed to a branch of its own and opened for
# review, deferred tickets or not; what waits for review is gone on with; and any night may fail.
source "$(dirname "$0")/support/harness.sh"
source "$SAGE_SOURCE/tests/e2e/support/workflow.sh"
workflow drain.yml

program gh << 'GH'
echo "$*" >> "$MARKS/gh"
[ ! -e "$MARKS/gh_is_down" ] || { echo "HTTP 502" >&2; exit 1; }
[ -s "$MARKS/requests" ] || echo '[]' > "$MARKS/requests"
what="$1 $2" state=open head= filter= body=
shift 2
while [ $# -gt 0 ]; do
  case $1 in
    --state) state=$2; shift ;; --head) head=$2; shift ;;
    --jq) filter=$2; shift ;; --body-file) body=$2; shift ;;
  esac
  shift
done
case $what in
  "pr list")
    jq --arg state "$state" --arg head "$head" '[.[] | select(.headRefName == $head and
      ($state == "all" or .state == ($state | ascii_upcase)))]' "$MARKS/requests" | jq -r "$filter" ;;
  "pr create")
    git ls-remote --exit-code origin "refs/heads/$head" > /dev/null || exit 1
    jq --arg head "$head" '[{headRefName: $head, state: "OPEN", isCrossRepository: false,
      number: (length + 1)}] + .' "$MARKS/requests" > "$MARKS/more"
    mv "$MARKS/more" "$MARKS/requests" ;;
esac
[ -z "$body" ] || cp "$body" "$MARKS/description.md"
GH
assert_asked() { assert_says "$MARKS/gh" "$@"; }
assert_not_asked() { ! grep -q "$1" "$MARKS/gh" || fail "gh was asked to $1"; }
set_requests() { jq "$1" "$MARKS/requests" > "$MARKS/more" && mv "$MARKS/more" "$MARKS/requests"; }
output() { sed -n "s/^$1=//p" "$GITHUB_OUTPUT"; }
runs=100
night() { # night NAME: a new checkout, as actions/checkout makes it, on its branch
  clone_of_remote "$1"
  : > "$MARKS/gh"
  export GITHUB_OUTPUT=$test_folder/$1.output GITHUB_STEP_SUMMARY=$test_folder/$1.md
  export CI=true GITHUB_ACTIONS=true BASE=main GITHUB_RUN_ID=$((++runs)) GITHUB_RUN_ATTEMPT=1
  step branch
  assert_exit 0
  BRANCH=$(output name) START=$(output start)
  export BRANCH START
}

new_repository seed
tickets 'A-1: echo a > a' 'A-2: exit 1' 'B-1: echo b > b'
echo '{"stream": {"attempts": 1}}' > .sage/config.json
commit_all
make_remote

# A night on which the remote refuses: nothing is opened, and nothing is left there.
refuse 'not tonight'
night refused
step drain
assert_exit 0
assert_same 1 "$(output code)" "what the drain said"
assert_says "$err" "not pushed" "not tonight"
step pull-request
[ "$status" -ne 0 ] || fail "what could not be pushed counts as opened"
assert_not_asked "pr create"
assert_same 1 "$(git ls-remote --heads origin | wc -l)" "branches there"

# The next one: a ticket is deferred, the others are opened for review.
rm "$remote/hooks/pre-receive"
night first
[[ $BRANCH = sage/????-??-??.102.1 ]] || fail "the branch is $BRANCH"
step drain
assert_exit 0
assert_same 1 "$(output code)" "what the drain said"
assert_says "$out" "::error title=A-2 deferred"
xmllint --nonet --noout --schema "$SAGE_SOURCE/tests/report/junit.xsd" "$test_folder/sage-stream.xml" 2> "$MARKS/xmllint"
assert_pushed "$BRANCH"

# gh fails, and the runner is gone: the night after goes on with what is there, and opens it.
touch "$MARKS/gh_is_down"
step pull-request
[ "$status" -ne 0 ] || fail "a pull request that could not be opened goes unnoticed"
step deferred
assert_exit 1
rm "$MARKS/gh_is_down"
branch=$BRANCH
night second
assert_same "$branch" "$BRANCH" "the branch that was pushed"
step drain
assert_exit 0
step pull-request
assert_exit 0
assert_asked "pr create --base main --head $branch --title Tickets of ${branch:5:10} "
assert_says "$MARKS/description.md" A-1 B-1 "Landed by earlier runs"
assert_landed A-1 B-1
step report
assert_exit 0
[ -s "$test_folder/sage-stream.html" ] || fail "no report"

# Each step again, and a night with nothing to do: no second pull request, no word.
step pull-request
assert_exit 0
night quiet
step drain
step pull-request
assert_exit 0
assert_says "$out" "nothing new in pull request 1"
assert_not_asked "pr create"
assert_not_asked "pr comment"

# More tickets, while a reviewer adds to the branch: both are kept, and there is a comment.
add_to_remote "$branch" '.tickets += [.tickets[0] + {id: "C-1", run: "echo c > c", state: "UNPROCESSED"}]'
night more
add_to_remote "$branch" '.'
step drain
assert_exit 0
assert_says "$err" "not pushed"
step pull-request
assert_exit 0
assert_asked "pr comment 1 --body-file"
assert_says "$MARKS/description.md" C-1
assert_landed A-1 B-1 C-1
assert_pushed "$branch"

# Merged, at GitHub or by hand: the next night begins anew, and with nothing to do makes neither branch
# nor pull request.
git push -q origin HEAD:main HEAD:refs/heads/sage/2020-01-01
set_requests '.[0].state = "MERGED"'
night merged
[[ $BRANCH != "$branch" && $BRANCH != sage/2020-01-01 ]] || fail "the branch that was merged is gone on with"
step drain
step pull-request
assert_exit 0
assert_says "$out" "nothing landed"
assert_not_asked "pr create"
assert_same "main sage/2020-01-01 $branch" "$(git ls-remote --heads origin | sed 's|.*refs/heads/||' | xargs)" "branches there"

# One whose pull request was closed is left alone; a stranger's of the same name says nothing.
add_to_remote "$branch" '.tickets += [.tickets[0] + {id: "D-1", run: "false", state: "UNPROCESSED"}]'
set_requests '.[0].state = "CLOSED" | [{headRefName: .[0].headRefName, state: "OPEN",
  isCrossRepository: true, number: 9}] + .'
night closed
[ "$BRANCH" != "$branch" ] || fail "the branch that was refused is gone on with"
