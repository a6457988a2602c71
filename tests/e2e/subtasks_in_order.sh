#!/usr/bin/env bash
# The sub-tasks of a ticket are asked for one at a time, in order, each with its own validation; those
# that are completed already are left out, and all land as one commit; the index in it says of
# each that it is done.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo $SAGE_TASK_ID.$SAGE_ROUND >> a'
edit_index '.tickets[0].tasks = [
  {id: "T1", description: "dig", status: "completed", validation_script: "false"},
  {id: 2, description: "build", status: "PENDING", validation_script: "grep 2.1 a"},
  {id: "T3", description: "paint", validation_script: "grep T3.2 a"}]'
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1
assert_file a $'2.1\nT3.1\nT3.2'
assert_says .sage/runs/*/A-1/1/prompt-2.md '[x] T1: dig' '[x] 2: build' '[ ] T3 (now): paint'
assert_same 'completed COMPLETED COMPLETED' \
  "$(git show HEAD:.sage/tickets/index.json | jq -r '[.tickets[0].tasks[].status] | join(" ")')"
assert_clean
assert_sound
