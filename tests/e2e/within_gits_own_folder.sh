#!/usr/bin/env bash
# Within git's own folder nothing is done, as git itself refuses: the work tree may be elsewhere.
source "$(dirname "$0")/support/harness.sh"

git init -q --separate-git-dir="$test_folder/store.git" "$test_folder/work"
cd "$test_folder/work"
tickets 'A-1: echo a > a'
commit_all
cd "$test_folder/store.git"
run_stream --auto
assert_exit 6
assert_says "$err" "not in a work tree" "go to the work tree"
run_stream init
assert_exit 6
[ ! -e "$test_folder/.sage" ] || fail "something was written beside it"
cd "$test_folder/work"
run_stream --auto
assert_exit 0
