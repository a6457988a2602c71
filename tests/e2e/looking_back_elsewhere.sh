#!/usr/bin/env bash
# What looks back at a run (status, report, queue, explain, ready) and what takes it back (rollback)
# works in a bare repository, in a linked worktree, and for a branch that no checkout follows.
source "$(dirname "$0")/support/harness.sh"

# The run landed A-1, and could not do B-1, whose result the gate did not let pass; C-1 waits for it.
look_back() { # look_back BRANCH [FLAG…]: the flags say which branch, if it is not the current one
  local branch=$1 tip
  shift
  tip=$(git rev-parse "$branch")
  run_stream status
  assert_exit 0
  assert_says "$out" "refs/heads/$branch" A-1 B-1
  for format in text markdown json html junit pull-request trace; do
    run_stream report --format=$format
    assert_exit 0
    assert_says "$out" A-1 B-1
    assert_same "" "$(cat "$err")" "what the report as $format complains of"
  done
  run_stream report --format=json
  jq -e '(.warnings | length) == 0 and (.tickets[] | select(.id == "A-1") |
         .state == "landed" and (.change.files | length) == 1)' "$out" > "$MARKS/jq" ||
    fail "report: $(jq -c '.warnings, .tickets[0]' "$out")"
  run_stream "$@" queue
  assert_exit 0
  assert_says "$out" B-1 "the gate's check"
  run_stream "$@" explain A-1
  assert_exit 0
  assert_says "$out" "done" "$(git log -1 --format=%h --abbrev=8 --grep 'Sage-Ticket: A-1' "$branch")"
  run_stream "$@" explain C-1
  assert_exit 0
  assert_says "$out" blocked B-1
  run_stream "$@" ready
  assert_exit 0
  assert_same "" "$(cut -d' ' -f1 "$out" | grep -- '-1$' || true)" "ready"
  assert_same "$tip" "$(git rev-parse "$branch")" "the tip, after looking"

  run_stream rollback --ticket A-1 --dry-run "$@"
  assert_exit 0
  assert_says "$out" "on refs/heads/$branch" A-1
  run_stream rollback --ticket A-1 --force "$@"
  assert_exit 0
  assert_same UNPROCESSED "$(git show "$branch:.sage/tickets/index.json" |
    jq -r '.tickets[] | select(.id == "A-1") | .state')" "state of A-1 on $branch"
  run_stream "$@" ready
  assert_same "A-1" "$(cut -d' ' -f1 "$out" | xargs)" "ready, when it was taken back"
  run_stream "$@" explain A-1
  assert_exit 0
  assert_says "$out" ready
}
run_there() { # run_there [FLAG…]
  run_stream --auto --attempts 1 --gate "sh -c 'test ! -e b'" "$@"
  assert_exit 1
}

new_repository
tickets 'A-1: echo a > a' 'B-1: echo b > b' 'C-1 (B-1): true'
commit_all
git clone -q --bare . "$test_folder/bare.git"
git worktree add -q -b linked "$test_folder/linked"
git branch other
main=$(git rev-parse main)

cd "$test_folder/bare.git"
run_there
look_back main
assert_sound

cd "$test_folder/linked"
run_there
look_back linked
assert_clean

cd "$test_folder/repo"
run_there --onto other
look_back other --onto other
assert_same "$main" "$(git rev-parse main)" "main"
assert_clean
