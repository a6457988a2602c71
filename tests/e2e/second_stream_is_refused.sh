#!/usr/bin/env bash
# A second stream in the same repository gives up at once with exit code 7 and names the holder;
# the first one goes on.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a'
commit_all
start_stream --auto
wait_for test -e "$MARKS/a"
code=0
"$SAGE_STREAM" --auto > "$test_folder/second" 2>&1 || code=$?
assert_same 7 $code "exit code of the second"
assert_says "$test_folder/second" "pid $stream"
touch "$MARKS/go"
wait_stream
assert_exit 0
assert_landed A-1
assert_clean
assert_sound
