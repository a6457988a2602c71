#!/usr/bin/env bash
# An agent over its time is ended with all its children, and its ticket deferred; the others land.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: sleep 1000 & sleep 1000' 'B-1: echo b > b'
commit_all
run_stream --auto --parallel=2 --timeout 500ms --attempts 2
assert_exit 1
assert_landed B-1
assert_state DEFERRED A-1
assert_not_landed A-1
assert_clean
assert_sound
