#!/usr/bin/env bash
# A backlog with nothing ready is a success, or exit code 5 with --fail-if-empty.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
commit_all
run_stream --auto --fail-if-empty
assert_exit 0
start=$(git rev-parse HEAD)
run_stream --auto
assert_exit 0
run_stream --auto --fail-if-empty
assert_exit 5
assert_same "$start" "$(git rev-parse HEAD)" "HEAD"
assert_clean
assert_sound
