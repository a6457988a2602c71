#!/usr/bin/env bash
# A sub-task that cannot be made to pass ends the ticket: how far it came is told, and what was made
# is kept.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo $SAGE_TASK_ID >> a'
edit_index '.tickets[0].tasks = [{id: "T1", description: "dig"}, {id: "T2", description: "build"},
  {id: "T3", description: "paint", validation_script: "false", max_retries: 1},
  {id: "T4", description: "move in"}]'
commit_all
run_stream --auto
assert_exit 1
assert_deferred persistent_test_failure A-1
assert_says <(jq -r '.tickets[0].defer_reason.message' .sage/tickets/index.json) \
  '2 of 4 sub-tasks done; T3: check' 'still fails after 1 fix-up round'
assert_same $'T1\nT2\nT3\nT3' "$(git show "$(result_kept A-1):a")" "the kept result"
assert_clean
assert_sound
