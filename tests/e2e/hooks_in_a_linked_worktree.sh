#!/usr/bin/env bash
# Hooks are installed once for all worktrees, from any of them, and check what that one has staged.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true'
commit_all
git worktree add -q "$test_folder/a worktree" -b topic
cd "$test_folder/a worktree"
run_stream hooks install
assert_exit 0
[ -x "$test_folder/repo/.git/hooks/pre-commit" ] || fail "not in the common folder"
edit_index '.tickets[0].dependencies = ["A-9"]'
mkdir sub && cd sub
git commit -q -a -m "Broken" 2> "$err" && fail "a broken index was committed"
assert_says "$err" "A-9"
cd "$test_folder/repo"
git commit -q --allow-empty -m "Here nothing is broken: A-3" 2> "$err" || fail "git commit"
assert_says "$err" "the message names A-3"
