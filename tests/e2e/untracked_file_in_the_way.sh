#!/usr/bin/env bash
# An untracked file where a landing would make one is not overwritten.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo theirs > new.txt' 'B-1: echo b > b'
commit_all
echo mine > new.txt
run_stream --auto
assert_exit 1
assert_landed B-1
assert_deferred local_changes A-1
assert_result_kept A-1
assert_file new.txt mine
rm new.txt
run_stream land A-1
assert_exit 0
assert_landed A-1
assert_file new.txt theirs
assert_clean
assert_sound
