#!/usr/bin/env bash
# A branch to land on that there cannot be is refused before anything starts, also by --dry-run;
# refs/heads/x is the branch x.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark ran' 'B-1: echo b > b'
commit_all
git branch topic/a
refs=$(git for-each-ref)

refused() { # refused CODE NAME TEXT…
  local command
  for command in --auto --dry-run 'land B-1' 'validate'; do
    [ "$1 $command" != '6 validate' ] || continue # it makes no branch
    # shellcheck disable=SC2086 # words
    run_stream $command --onto "$2"
    [ "$status" = "$1" ] || fail "exit code $status, expected $1, for $command --onto $2"
    assert_says "$err" "${@:3}"
  done
  assert_same "$refs" "$(git for-each-ref)" "all refs"
  [ ! -e "$MARKS/ran" ] || fail "something was run"
}
for name in bad..ref HEAD 'a b' x.lock refs/heads/; do
  refused 2 "$name" 'onto: expected the name of a branch, found'
done
refused 6 main/x 'refs/heads/main/x cannot be made: there is a branch main'
refused 6 refs/heads/main/x/y 'there is a branch main'
refused 6 topic 'refs/heads/topic cannot be made: there is a branch topic/a'
git config sage.onto bad..ref
run_stream --auto
assert_exit 4
git config sage.onto main/x
echo a > a
run_stream enqueue --ticket A-1 a
assert_exit 6
assert_says "$err" 'there is a branch main'
git config --unset sage.onto
rm a

run_stream --auto --onto refs/heads/topic/b --ticket B-1
assert_exit 0
branch=topic/b assert_landed B-1
assert_same "refs/heads/topic/b" "$(git for-each-ref --format='%(refname)' refs/heads/topic/b refs/heads/refs)" "the branch"
