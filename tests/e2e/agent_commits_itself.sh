#!/usr/bin/env bash
# An agent may commit in its workspace, or leave changes uncommitted: both land, as one commit.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo 1 > one; git add one; git commit -qm "my own"; git checkout -qb elsewhere; echo 2 > two'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1
assert_file one 1
assert_file two 2
assert_same 2 "$(git rev-list --count HEAD)" "commits"
assert_same main "$(git for-each-ref --format='%(refname:short)' refs/heads)" "branches"
assert_clean
assert_sound
