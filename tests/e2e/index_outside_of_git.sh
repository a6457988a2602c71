#!/usr/bin/env bash
# An index that git does not track, or ignores, works the same; only its file changes.
source "$(dirname "$0")/support/harness.sh"

for kind in untracked ignored; do
  new_repository $kind
  echo "# Hello" > README.md
  [ $kind = untracked ] || echo ".sage/" > .gitignore
  commit_all
  tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b' 'C-1: exit 1'
  before=$(git status --porcelain)
  run_stream --auto --attempts 1
  assert_exit 1
  assert_landed A-1 B-1
  assert_not_landed C-1
  assert_state COMPLETED A-1 B-1
  assert_state DEFERRED C-1
  assert_same "" "$(git ls-tree -r --name-only HEAD .sage)" "what git tracks of .sage"
  assert_same "$before" "$(git status --porcelain)" "git status"
  assert_sound
  run_stream --auto
  assert_landed A-1 B-1
done
