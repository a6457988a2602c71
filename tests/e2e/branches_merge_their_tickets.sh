#!/usr/bin/env bash
# After `sage-stream init` two branches that drained different tickets come together without a
# conflict, by merge, rebase and cherry-pick, where git alone sees one.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: echo b > b' 'C-1: echo c > c'
echo '{}' > .sage/config.json  # so that init has nothing to add
commit_all
git branch side
edit_index '.tickets |= map(if .id == "A-1" then . else . + {state: "DEFERRED"} end)'
commit_all 'Only A-1 is for main'
run_stream --auto
assert_landed A-1
git checkout -q side
edit_index '.tickets |= map(if .id == "B-1" then . else . + {state: "DEFERRED"} end)
  | .tickets += [{id: "D-1", title: "Found", state: "DEFERRED"}]'
commit_all 'Only B-1 is for side'
run_stream --auto
git log -1 --format=%s | found . || fail "nothing on side"
side=$(git rev-parse side) main=$(git rev-parse main)

assert_merged() {
  assert_clean
  assert_state COMPLETED A-1 B-1
  assert_state DEFERRED C-1
  assert_same 4 "$(jq '.tickets | length' .sage/tickets/index.json)" "tickets"
}

git checkout -q main
if git merge -q side > "$out" 2>&1; then fail "git alone merges it: this test shows nothing"; fi
git merge --abort

run_stream init
assert_exit 0
git merge -q --no-edit side > "$out" 2>&1 || fail "the merge is in conflict"
assert_merged

git checkout -q -B side "$side"
git rebase -q "$main" > "$out" 2>&1 || fail "the rebase is in conflict"
assert_merged

git checkout -q -B picked "$main"
git cherry-pick "$(git merge-base "$main" "$side")..$side" > "$out" 2>&1 ||
  fail "the cherry-pick is in conflict"
assert_merged
