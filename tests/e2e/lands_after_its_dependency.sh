#!/usr/bin/env bash
# A result that was kept does not land where what its ticket depends on was rolled back meanwhile,
# neither by `land` nor by a run; once that is done again it does.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): cat a > b'
commit_all
echo mine > b
run_stream --auto
assert_exit 1
assert_state COMPLETED A-1
rm b
run_stream rollback --ticket A-1 --yes
assert_exit 0

run_stream land B-1
assert_exit 1
assert_says "$err" "B-1: it depends on what is not done: A-1"
assert_state DEFERRED B-1
assert_state UNPROCESSED A-1
[ ! -e b ] || fail "B-1 landed without A-1"

run_stream --auto --ticket A-1
assert_state COMPLETED A-1
run_stream land B-1
assert_exit 0
assert_state COMPLETED A-1 B-1
assert_file b a
assert_clean
assert_sound
