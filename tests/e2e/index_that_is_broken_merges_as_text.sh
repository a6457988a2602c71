#!/usr/bin/env bash
# A version that is no ticket index is merged as git merges any text: what does not touch is
# merged, what does is marked, and nothing of either side is lost.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true' 'B-1: true' 'C-1: true'
commit_all
run_stream init
git checkout -q -b side
sed -i '1s/.*/{ broken/' .sage/tickets/index.json
commit_all broken
git checkout -q main
git checkout -q -b other
edit_index '(.tickets[] | select(.id == "C-1")).state = "COMPLETED"'
commit_all 'Far from what is broken'
git merge -q --no-edit side > "$out" 2> "$err" || fail "it is in conflict"
assert_says "$err" '.sage/tickets/index.json: merged as text: their version:1'
assert_same '{ broken' "$(head -n 1 .sage/tickets/index.json)" "the first line"
assert_same 1 "$(grep -c COMPLETED .sage/tickets/index.json)" "what is completed"

git checkout -q main
sed -i '1s/.*/{ "note": 1,/' .sage/tickets/index.json
commit_all 'Where it is broken'
if git merge -q side > "$out" 2>&1; then fail "merged without a conflict"; fi
assert_says .sage/tickets/index.json '<<<<<<< ours' '{ "note": 1,' '=======' '{ broken' '>>>>>>> theirs'
