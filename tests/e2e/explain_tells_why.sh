#!/usr/bin/env bash
# 'explain ID' says why a ticket is where it is, and what to do: ready, waiting, blocked, running,
# done, deferred; in words and as JSON, and also as --explain ID.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): mark b; await go; echo b > b' 'C-1 (B-1): true' \
  'F-1: echo no luck >&2; exit 3' 'G-1 (F-1): echo g > g' 'H-1 (G-1, B-1): echo h > h'
commit_all

explained() { # explained ID TEXT…
  run_stream explain "$1"
  assert_exit 0
  assert_says "$out" "${@:2}"
}
member() { # member ID 'JQ FILTER': holds of the JSON
  run_stream explain "$1" --format=json
  assert_exit 0
  jq -e ".schema == \"sage.explain/1\" and ($2)" "$out" > "$test_folder/jq" || fail "$2: $(cat "$out")"
}

explained A-1 "Ticket A-1" "ready: 1 of 2 in line" "sage-stream --auto --ticket A-1"
explained C-1 "waiting: 2 tickets to be done before it, at least 20m 00s" "it waits for" B-1 \
  "0 of the 1 it waits for are done"
member H-1 '.waiting.to_be_done == 4 and ([.waiting.tickets[].id] == ["B-1", "G-1"])'

start_stream --auto --attempts 2
wait_for test -e "$MARKS/b"
run_stream_beside() { "$SAGE_STREAM" "$@" > "$test_folder/beside"; }
run_stream_beside explain B-1
assert_says "$test_folder/beside" "running: attempt 1 on worker 0 (pid " "since " "logs in "
run_stream_beside explain C-1 --format=json
jq -e '.waiting.tickets[0] | .standing == "running" and (.how_far | startswith("attempt 1 on worker 0"))' \
  "$test_folder/beside" > "$test_folder/jq" || fail "$(cat "$test_folder/beside")"
run_stream_beside ready
touch "$MARKS/go"
wait_stream
assert_exit 1

explained A-1 "done: by commit $(git log --format=%h --abbrev=8 --grep='#A-1')" "in run "
explained C-1 "done: without a change"
explained F-1 "deferred: agent_failed: " "2 attempts" "tried in run" "attempt 1" "attempt 2" "logs in" \
  "sage-stream --auto --retry-deferred --ticket F-1"
explained H-1 "blocked by G-1 -> F-1" "to do" "sage-stream --auto --retry-deferred --ticket F-1"
member H-1 '.chain == ["H-1", "G-1", "F-1"] and .deferred[0].id == "F-1" and
            [.steps[].command] == ["sage-stream --auto --retry-deferred --ticket F-1", "sage-stream --auto"]'
run_stream --explain F-1 --format=json
jq -e '.standing == "deferred" and (.tried | length) == 2' "$out" > "$test_folder/jq" || fail "$(cat "$out")"

run_stream explain F-2
assert_exit 2
assert_says "$err" 'there is no ticket "F-2"' "did you mean F-1?"
run_stream --explain ''
assert_exit 2

# A result that is finished and kept: the way to have it land.
edit_index '.tickets += [{id: "L-1", title: "Held", state: "UNPROCESSED", run: "echo new > held"}]'
echo old > held
commit_all
echo mine > held
run_stream --auto --ticket L-1
assert_exit 1
explained L-1 "deferred: local_changes" "result kept as " "refs/sage/results/L-1/1" "sage-stream land L-1"
git checkout -q held
run_stream land L-1
assert_exit 0
explained L-1 "done: by commit"
assert_sound
