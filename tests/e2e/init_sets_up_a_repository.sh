#!/usr/bin/env bash
# `init` sets up the merge driver, once, for all worktrees, and tells what it did. It keeps what
# the user has said of the file and touches no .gitattributes.
source "$(dirname "$0")/support/harness.sh"

line='.sage/tickets/index.json merge=sage-tickets'
merges_as() { # merges_as DRIVER: by what git says here
  assert_same "$1" "$(git check-attr merge .sage/tickets/index.json | sed 's/.*: //')" "merge"
}
init() { # init TEXT…: which it says
  run_stream init
  assert_exit 0
  assert_says "$out" "$@"
}

new_repository
tickets 'A-1: true'
commit_all
mkdir -p deep/down
cd deep/down
init 'merge.sage-tickets.driver' 'info/attributes' 'info/exclude'
assert_same "'$(realpath "$SAGE_STREAM")' merge-driver %O %A %B %L %P" \
  "$(git config --local merge.sage-tickets.driver)" "driver"
init 'nothing to do'
cd ../..
assert_same "$line" "$(cat .git/info/attributes)" "info/attributes"
merges_as sage-tickets
assert_same "?? .sage/config.json" "$(git status --porcelain)" "git status"
commit_all

git worktree add -q -b side "$test_folder/side"
cd "$test_folder/side"
init 'nothing to do'
merges_as sage-tickets
git config merge.sage-tickets.driver 'elsewhere %O %A %B'
init 'merge.sage-tickets.driver'
init 'nothing to do'

git init -q --bare "$test_folder/bare.git"
cd "$test_folder/bare.git"
init 'merge.sage-tickets.driver' 'info/attributes'
init 'nothing to do'
assert_same "$line" "$(cat info/attributes)" "info/attributes of a bare repository"

new_repository worktrees # set up from a linked worktree, without a last newline in the file
git commit -q --allow-empty -m Prepare
printf '*.png binary' > .git/info/attributes
git worktree add -q -b linked "$test_folder/linked"
cd "$test_folder/linked"
init 'info/attributes'
assert_same "*.png binary
$line" "$(cat ../worktrees/.git/info/attributes)" "info/attributes"
cd ../worktrees
merges_as sage-tickets
init config.json
init 'nothing to do'

new_repository own
printf '%s\n' "$line" > .gitattributes
commit_all
init 'merge.sage-tickets.driver'
[ ! -e .git/info/attributes ] || fail "info/attributes was written"
init 'nothing to do'
echo '*.json merge=union' > .gitattributes
init 'kept: .sage/tickets/index.json has the attribute merge=union'
[ ! -e .git/info/attributes ] || fail "info/attributes was written"
assert_file .gitattributes '*.json merge=union'

cd "$test_folder"
run_stream init
assert_exit 6
