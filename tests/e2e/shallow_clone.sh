#!/usr/bin/env bash
# A shallow clone works.
source "$(dirname "$0")/support/harness.sh"

new_repository origin
tickets 'A-1: echo a > a' 'B-1 (A-1): test -f a && echo b > b'
commit_all
echo second > second && commit_all "Second"
git clone -q --depth 1 "file://$PWD" "$test_folder/shallow"
cd "$test_folder/shallow"
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_clean
assert_sound
