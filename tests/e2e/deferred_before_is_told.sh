#!/usr/bin/env bash
# A run that ends with 1 only because of what earlier runs deferred says which tickets, why, what
# they block and how they are tried again; so does status. A run that they do not concern does not.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'D-1: exit 3' 'E-1 (D-1): true'
commit_all
run_stream status
assert_exit 0
run_stream --auto --attempts 1
assert_exit 1
assert_deferred agent_failed D-1

run_stream --auto
assert_exit 1
assert_says "$out" 'deferred before' D-1 "agent_failed: agent 'script': exit status 3" 'by D-1' \
  'hint: sage-stream --auto --retry-deferred tries'
run_stream status
assert_says "$out" '0/2 done, 1 blocked, 1 deferred before' 'exit status 3' \
  'hint: sage-stream --auto --retry-deferred tries'
grep -q 'not started' "$out" && fail "D-1 is told as not started"
run_stream --auto --format=json
assert_same 'D-1 agent_failed' "$(jq -r '.deferred_before[] | .id + " " + .category' "$out")" "sage.run/1"
run_stream status --format=json
assert_same '["D-1"]' "$(jq -c '[.deferred_before[].id]' "$out")" "sage.status/1"

edit_index '.tickets += [{id: "F-1", title: "F", state: "UNPROCESSED", run: "true"}]'
run_stream --auto --ticket F-1
assert_exit 0
grep -q 'deferred before' "$out" && fail "D-1 does not concern the run"
rm -r .sage/runs
run_stream status
assert_says "$out" 'no run yet' 'deferred before' D-1
echo '{ broken' > .sage/tickets/index.json
run_stream status
assert_exit 0
