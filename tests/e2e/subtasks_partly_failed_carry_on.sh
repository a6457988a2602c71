#!/usr/bin/env bash
# An agent that fails in the third sub-task loses nothing: the next attempt carries on from the first two,
# and is not asked for them again. A ticket that never gets further is deferred with that much kept.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo $SAGE_TASK_ID.$SAGE_ATTEMPT >> a; [ $SAGE_TASK_ID.$SAGE_ATTEMPT != T3.1 ]' \
  'B-1: echo $SAGE_TASK_ID.$SAGE_ATTEMPT >> b; [ $SAGE_TASK_ID != T3 ]'
edit_index '.tickets[].tasks = [{id: "T1"}, {id: "T2", validation_script: "true"}, {id: "T3"}]'
commit_all
run_stream --auto --attempts 2
assert_exit 1
assert_landed A-1
assert_file a $'T1.1\nT2.1\nT3.2'
assert_says .sage/runs/*/A-1/2/prompt.md 'is in your files already' '[x] T1' '[x] T2' '[ ] T3 (now)'
assert_deferred agent_failed B-1
assert_says <(jq -r '.tickets[1].defer_reason.message' .sage/tickets/index.json) \
  '2 of 3 sub-tasks done; T3: '
assert_same $'T1.1\nT2.1' "$(git show "$(result_kept B-1):b")" "the kept result"
assert_same 'COMPLETED COMPLETED COMPLETED   ' \
  "$(jq -r '[.tickets[].tasks[].status] | join(" ")' .sage/tickets/index.json)"
assert_clean
assert_sound
