#!/usr/bin/env bash
# In a repository without a commit the first landing is the root commit.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): test -f a && echo b > b'
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_same 1 "$(git rev-list --max-parents=0 --count HEAD)" "root commits"
assert_file b b
assert_state COMPLETED A-1 B-1
assert_sound
