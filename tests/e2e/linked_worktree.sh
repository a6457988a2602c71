#!/usr/bin/env bash
# In a linked worktree the stream lands on that worktree's branch and leaves the main checkout
# alone.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b'
commit_all
git worktree add -q -b side "$test_folder/side"
cd "$test_folder/side"
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_clean
cd "$test_folder/repo"
assert_not_landed A-1 B-1
assert_clean
