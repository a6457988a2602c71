#!/usr/bin/env bash
# A checkout whose index git has split cannot follow a landing: that is said before any agent runs,
# and nothing is changed.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark ran; echo a > a'
commit_all
git update-index --split-index
run_stream --auto
assert_exit 6
assert_says "$err" ".git/index" "git update-index --no-split-index"
[ ! -e "$MARKS/ran" ] || fail "an agent ran"
assert_clean
git update-index --no-split-index
run_stream --auto
assert_exit 0
assert_landed A-1
