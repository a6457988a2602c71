#!/usr/bin/env bash
# `rollback` takes a ticket's landing back by a commit that reverts it: the ticket, its sub-tasks and
# the epic above it are to be done again, and the next run does so. Nothing is rewritten; asked twice
# it has nothing to do; a dry run and a run that nobody confirms change nothing.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo base > base
tickets 'EPIC-1' 'A-1: echo a > a' 'B-1: echo b > b; echo more >> base' 'C-1: true'
edit_index '.tickets |= map(if .id == "EPIC-1" then .type = "epic" | .children = ["A-1", "B-1"] else . end
  | if .id == "B-1" then .tasks = [{id: 1, description: "one"}, {id: 2, description: "two", status: "done"}]
    else . end)'
commit_all
run_stream --auto
assert_exit 0
assert_state COMPLETED EPIC-1 A-1 B-1 C-1
before=$(git rev-parse HEAD)
landing=$(git log --format=%H --grep 'Sage-Ticket: B-1')

run_stream rollback --ticket B-1 --dry-run
assert_exit 0
assert_says "$out" 'would take back 1 landing' B-1 "${landing:0:12}" EPIC-1
run_stream rollback --ticket B-1
assert_exit 2
assert_says "$err" 'not a terminal' --force
assert_same "$before" "$(git rev-parse HEAD)" "branch"
assert_clean
assert_sound

run_stream rollback --ticket B-1 --force
assert_exit 0
assert_says "$out" 'B-1 taken back by' EPIC-1
assert_same "$before" "$(git rev-parse HEAD^)" "the commit below"
assert_same "revert(B): #B-1 Ticket B-1" "$(git log -1 --format=%s)" "subject"
assert_same "$landing" "$(git log -1 --format='%(trailers:key=Sage-Reverts,valueonly)' | head -n 1)" "Sage-Reverts"
[ ! -e b ] || fail "b is still there"
assert_file base base
assert_file a a
assert_state UNPROCESSED B-1 EPIC-1
assert_state COMPLETED A-1 C-1
assert_same '[null,"done"]' "$(jq -c '[.tickets[] | select(.id == "B-1") | .tasks[].status |
  if . == "UNPROCESSED" then null else . end]' .sage/tickets/index.json)" "sub-tasks"
assert_clean
assert_sound
grep -q '"event":"rolled_back","ticket":"B-1"' .sage/runs/*/journal.ndjson || fail "no rolled_back in the journal"

run_stream rollback --ticket B-1 --force
assert_exit 0
assert_says "$out" 'nothing to roll back'
run_stream land
assert_says "$out" 'nothing waits'

run_stream --auto
assert_exit 0
assert_same 2 "$(landings B-1)" "landings of B-1"
assert_file b b
assert_state COMPLETED A-1 B-1 C-1 EPIC-1
assert_clean

run_stream rollback --ticket B-1 --force --format=json # the second landing, the first is history
assert_exit 0
assert_same "sage.rollback/1 B-1 1" "$(jq -r '"\(.schema) \(.tickets[0].id) \(.tickets | length)"' "$out")" "JSON"
[ ! -e b ] || fail "b is still there"
assert_clean

run_stream rollback --force
assert_exit 2
run_stream rollback --ticket A-1 --component B --force
assert_exit 2
