#!/usr/bin/env bash
# The landing that is the branch's first commit can be taken back like any other.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
run_stream --auto
assert_exit 0
assert_same 1 "$(git rev-list --count HEAD)" "commits"
run_stream rollback --ticket A-1 --dry-run
assert_exit 0
run_stream rollback --ticket A-1 --yes
assert_exit 0
[ ! -e a ] || fail "what was taken back is still there"
assert_state UNPROCESSED A-1
run_stream --auto
assert_exit 0
assert_file a a
