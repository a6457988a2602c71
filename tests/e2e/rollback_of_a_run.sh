#!/usr/bin/env bash
# A run of ten tickets is taken back by ten commits, newest first, in one move of the branch: in a
# checkout, in a bare repository, and on a branch that is not checked out. What is left is the tree
# from before the run, the tickets' states included; and a large index is edited once.
source "$(dirname "$0")/support/harness.sh"

lines=('T-100: echo 0 > log')
for i in {101..109}; do lines+=("T-$i (T-$((i - 1))): echo $i >> log; mkdir -p d; echo $i > d/$i"); done
tree_but_index() { # tree_but_index REVISION
  git ls-tree -r "$1" | grep -v .sage/tickets/index.json
}
states() { git show "${1:-HEAD}:.sage/tickets/index.json" | jq -c '[.tickets[].state] | unique'; }
run_of() { git log -1 --format='%(trailers:key=Sage-Run,valueonly)' "$1" | head -n 1; }

new_repository
tickets "${lines[@]}"
commit_all
git clone -q --bare . "$test_folder/bare.git"
run_stream --auto
assert_exit 0
run=$(run_of HEAD)
run_stream rollback --run "${run%-*}" --force
assert_exit 0
assert_same "$(tree_but_index HEAD~20)" "$(tree_but_index HEAD)" "tree"
assert_same '["UNPROCESSED"]' "$(states)" "states"
expected=$(for i in {109..100}; do echo "revert(T): #T-$i Ticket T-$i"; done)
assert_same "$expected" "$(git log --reverse -10 --format=%s)" "order"
assert_same 1 "$(git reflog --grep-reflog='revert(T)' | wc -l)" "moves of the branch"
assert_clean
assert_sound
run_stream rollback --component T --force
assert_says "$out" 'nothing to roll back'
run_stream rollback --run "${run%%-*}" --force
assert_exit 2
assert_says "$err" "\"${run%%-*}\" names 2 runs: $run, "

git branch side
run_stream --auto --onto side
assert_exit 0
run_stream rollback --component T --onto side --force
assert_exit 0
assert_same '["UNPROCESSED"]' "$(states side)" "states on side"
assert_same "$(tree_but_index main)" "$(tree_but_index side)" "tree of side"
assert_same main "$(git branch --show-current)" "branch"
assert_clean

cd "$test_folder/bare.git"
run_stream --auto
assert_exit 0
run_stream rollback --run "$(run_of HEAD)" --force
assert_exit 0
assert_same '["UNPROCESSED"]' "$(states)" "states in the bare repository"
assert_same "$(tree_but_index HEAD~20)" "$(tree_but_index HEAD)" "tree of the bare repository"
run_stream --auto
assert_exit 0
assert_same '["COMPLETED"]' "$(states)" "states, done again"
assert_sound

new_repository large
tickets "${lines[@]}"
edit_index '.notes = ("x" * 600000)'
commit_all
run_stream --auto
assert_exit 0
run_stream rollback --component T --force
assert_exit 0
assert_same '["UNPROCESSED"]' "$(states)" "states in a large index"
assert_same 1 "$(git log HEAD~10..HEAD --format= --name-only -- .sage | grep -c index.json)" "commits that edit it"
assert_clean
assert_sound
