#!/usr/bin/env bash
# States of a repository that forbid a run are told with the reason and exit code 6, and change
# nothing.
source "$(dirname "$0")/support/harness.sh"

refused() { # refused TEXT… : in this repository, as it is now
  local before
  before=$(git rev-parse -q --verify HEAD || true; git status --porcelain 2>&1)
  run_stream --auto
  assert_exit 6
  assert_says "$err" "$@"
  assert_same "$before" "$(git rev-parse -q --verify HEAD || true; git status --porcelain 2>&1)" \
    "the repository"
}

mkdir "$test_folder/nothing" && cd "$test_folder/nothing"
run_stream --auto
assert_exit 6

new_repository
tickets 'A-1: echo a > a'
echo base > shared
commit_all
git checkout -qb side && echo side > shared && git commit -qam side
git checkout -q main && echo main > shared && git commit -qam main

git merge -q side > "$MARKS/merge" 2>&1 || true
refused merge
git merge --abort
git rebase -q side > "$MARKS/rebase" 2>&1 || true
refused rebase
git rebase --abort

git checkout -q --detach
refused --onto
run_stream --auto --onto elsewhere
assert_exit 0
branch=elsewhere assert_landed A-1
git checkout -q main

git worktree add -q "$test_folder/other" side
run_stream --auto --onto side
assert_exit 6
assert_says "$err" "$test_folder/other"

git config --global --unset user.name
refused user.name
git config --global user.name "Ada Example"

git -c init.defaultBranch=main init -q --object-format=sha256 "$test_folder/sha256"
cd "$test_folder/sha256"
tickets 'A-1: echo a > a'
run_stream --auto
assert_exit 6
assert_says "$err" sha256
