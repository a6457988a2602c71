#!/usr/bin/env bash
# A finished result that waits to land, where no stream runs, is work for nobody: it is not ready, no
# agent is planned for it, and explain says what lands it. One for another branch does not count.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b' 'C-1: echo c > c'
commit_all
ready() { "$SAGE_STREAM" ready | cut -d' ' -f1 | xargs; }

assert_same 'A-1 C-1' "$(ready)" "ready"
echo mine > a
run_stream enqueue --ticket A-1 a
assert_exit 0
assert_same 'C-1' "$(ready)" "ready, with a result of A-1"
run_stream explain A-1
assert_says "$out" "finished, its result waits to land" "sage-stream land A-1"
run_stream explain B-1
assert_says "$out" "finished, its result waits to land"
run_stream --dry-run
assert_says "$out" "would run 2 tickets" "finished, and lands first: A-1"
run_stream --dry-run --format=json
assert_same '[["A-1"],["B-1","C-1"]]' "$(jq -c '[.to_land, ([.tickets[].id] | sort)]' "$out")" "plan"

git switch -q -c other
assert_same 'A-1 C-1' "$(ready)" "ready on another branch"
git switch -q main
run_stream --auto
assert_exit 0
assert_landed A-1 B-1 C-1
assert_file a mine
assert_sound
