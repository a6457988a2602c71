#!/usr/bin/env bash
# Workers of a killed stream are told by status as long as they work, whatever runs came later; and a
# stream of another worktree works on this repository, too.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a' 'Z-1: echo z > z'
commit_all
git worktree add -q -b side "$test_folder/side"
run_stream --auto --ticket Z-1
assert_landed Z-1
left() { # as status tells it: ticket and whether the pid is known
  "$SAGE_STREAM" status --format=json | jq -c '[.alive, [.workers_left[] | [.ticket, .pid > 0]]]'
}
start_stream --auto
wait_for test -e "$MARKS/a"
assert_same '[true,[]]' "$(left)" "while the stream lives"
cd "$test_folder/side"
assert_same '[true,[]]' "$(left)" "in the other worktree"
run_stream status
assert_says "$out" 'running in another worktree: pid'
run_stream --auto
assert_exit 7
cd "$test_folder/repo"
kill -KILL $stream
wait_stream
assert_same '[false,[["A-1",true]]]' "$(left)" "after the kill"
run_stream rollback --ticket Z-1 --force
assert_exit 0
assert_same '[false,[["A-1",true]]]' "$(left)" "after a rollback"
touch "$MARKS/go"
nobody_is_left() { [ "$(left)" = '[false,[]]' ]; }
wait_for nobody_is_left
run_stream --auto
assert_exit 0
assert_landed A-1
