#!/usr/bin/env bash
# A commit that has landed for one ticket is not another's work.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets A-1 B-1
commit_all
git checkout -q -b feature
echo f > f
commit_all "A feature"
git checkout -q main
run_stream enqueue --ticket A-1 --result feature --wait
assert_exit 0
assert_landed A-1
run_stream enqueue --ticket B-1 --result feature
assert_exit 4
assert_says "$err" "has landed already"
run_stream queue
assert_says "$out" "nothing is queued"
assert_state UNPROCESSED B-1
assert_clean
assert_sound
