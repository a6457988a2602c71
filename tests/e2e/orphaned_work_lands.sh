#!/usr/bin/env bash
# A worker whose coordinator was killed finishes and stores its result; the next run lands it
# without asking the agent again.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo once >> "$MARKS/count"; mark started; await go; echo a > a'
commit_all
start_stream --auto
wait_for test -e "$MARKS/started"
kill -KILL $stream
wait_stream
touch "$MARKS/go"
has_pin() { [ -n "$(git for-each-ref refs/sage/results)" ]; }
wait_for has_pin
run_stream --auto
assert_exit 0
assert_landed A-1
assert_same 1 "$(wc -l < "$MARKS/count")" "runs of the agent"
assert_clean
assert_sound
