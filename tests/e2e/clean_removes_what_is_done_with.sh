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
