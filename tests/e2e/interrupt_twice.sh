#!/usr/bin/env bash
# The second SIGINT ends the running agents: their tickets go back, nothing is lost, and the next
# run completes everything.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): test -e "$MARKS/b" || { mark b; sleep 1000; }; echo b > b'
commit_all
start_stream --auto --parallel=2 --format=ndjson
wait_for test -e "$MARKS/b"
kill -INT $stream
wait_for grep -q '"interrupted"' "$out"
kill -INT $stream
wait_stream
assert_exit 130
assert_landed A-1
assert_not_landed B-1
assert_state UNPROCESSED B-1
assert_clean
assert_sound

run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_clean
assert_sound
