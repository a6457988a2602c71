#!/usr/bin/env bash
# The repository is found from any folder in it, and by the name git-sage as 'git sage'.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: pwd; echo b > b'
mkdir -p deep/er && touch deep/er/file
commit_all
ln -s "$SAGE_STREAM" "$test_folder/bin/git-sage"
cd deep/er
status=0
git sage --auto > "$out" 2> "$err" < /dev/null || status=$?
cd ../..
assert_exit 0
assert_landed A-1 B-1
assert_clean
assert_sound
