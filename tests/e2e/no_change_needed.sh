#!/usr/bin/env bash
# An agent that changes nothing and is content completes its ticket without a landing commit.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true' 'B-1 (A-1): echo b > b'
commit_all
start=$(git rev-parse HEAD)
run_stream --auto
assert_exit 0
assert_landed B-1
assert_state COMPLETED A-1 B-1
assert_same $'.sage/tickets/index.json\nb' "$(git diff --name-only "$start" HEAD)" "changed files"
assert_clean
assert_sound
