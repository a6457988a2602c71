#!/usr/bin/env bash
# 'clean' removes workspaces and logs; a result that has not landed stays.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo base > shared
tickets 'A-1: echo a > a' 'B-1: echo b > shared'
commit_all
echo mine > shared
run_stream --auto
assert_exit 1
assert_deferred local_changes B-1
kept=$(result_kept B-1)
[ -n "$(find "$XDG_CACHE_HOME/sage-stream" -type d -name 'slot-*')" ] || fail "no workspace was used"
run_stream clean
assert_exit 0
assert_same "" "$(find "$XDG_CACHE_HOME/sage-stream" -type d -name 'slot-*')" "workspaces"
assert_same "$kept" "$(result_kept B-1)" "the kept result"
git commit -qam "Mine"
assert_sound
tickets 'C-1: echo c > c'
commit_all
run_stream --auto
assert_landed A-1 C-1

# the logs of a run on another branch that did not end are there for the next one there
tickets 'D-1: mark d; await go; echo d > d'
commit_all
git branch side
start_stream --auto --onto side
wait_for test -e "$MARKS/d"
kill -KILL $stream
wait_stream
kill_processes_left
mapfile -t runs < <(ls .sage/runs)
mark go
run_stream --auto
assert_landed D-1
run_stream clean
assert_exit 0
[ -d ".sage/runs/${runs[-1]}" ] || fail "the run on side is gone"
[ ! -e ".sage/runs/${runs[0]}" ] || fail "an old run is left"
run_stream --auto --onto side
assert_exit 0
branch=side assert_landed D-1
assert_sound
