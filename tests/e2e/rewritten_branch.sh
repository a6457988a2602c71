#!/usr/bin/env bash
# The branch is reset to before what this run has landed: the stream stops with exit 6 and says so;
# the result in hand is kept, and the next run lands it and does again what is gone.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): mark b; await go; echo b > b'
commit_all
start_stream --auto
wait_for test -e "$MARKS/b"
assert_landed A-1
git reset -q --hard HEAD~1
mark go
wait_stream
assert_exit 6
assert_says "$err" "history was rewritten"
assert_not_landed A-1 B-1
wait_for has_result B-1 # the stream may have seen the reset, and ended, before the agent
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_file a a
assert_file b b
assert_clean
assert_sound
