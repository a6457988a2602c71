#!/usr/bin/env bash
# SIGTERM ends the running agents, those too that ignore it, with exit code 143; the next run
# completes everything.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' \
  'B-1 (A-1): test -e "$MARKS/b" || { trap "" TERM; mark b; while :; do sleep 1; done; }; echo b > b'
commit_all
start_stream --auto --parallel=2
wait_for test -e "$MARKS/b"
kill -TERM $stream
wait_stream
assert_exit 143
assert_landed A-1
assert_not_landed B-1
assert_state UNPROCESSED B-1
assert_clean
assert_sound

run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_sound
