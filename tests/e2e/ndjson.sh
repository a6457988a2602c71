#!/usr/bin/env bash
# --format=ndjson gives one JSON object a line on stdout, from run_started to run_finished, and
# --format=json one document.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' $'B-1: echo "\e[31mred\e[0m \xff"; exit 1'
commit_all
run_stream --auto --attempts 1 --format=ndjson
assert_exit 1
jq -e 'type == "object" and (.event | type) == "string" and has("t")' "$out" > "$MARKS/jq" ||
  fail "a line is not an event"
assert_same "$(wc -l < "$out")" "$(wc -l < "$MARKS/jq")" "objects, one a line"
events=$(jq -r .event "$out")
assert_same run_started "$(head -n 1 <<< "$events")" "the first event"
assert_same run_finished "$(tail -n 1 <<< "$events")" "the last event"
for event in ticket_started result_queued landed deferred; do
  grep -qx $event <<< "$events" || fail "no event $event"
done
assert_same "$(git log --format=%H --grep 'Sage-Ticket: A-1')" \
  "$(jq -r 'select(.event == "landed") | .commit' "$out")" "the landed commit"

tickets 'C-1: echo c > c'
commit_all
run_stream --auto --format=json
assert_exit 0
jq -e '.schema | startswith("sage.")' "$out" > "$MARKS/jq" || fail "no schema"
assert_sound
