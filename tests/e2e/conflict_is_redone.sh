#!/usr/bin/env bash
# A result that does not merge is done again on the new tip, and the prompt tells of the conflict
# and the earlier result.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo base > shared
program agent <<'AGENT'
cat > "$MARKS/prompt-$SAGE_TICKET_ID-$SAGE_ATTEMPT"
mark $SAGE_TICKET_ID; await A-1 B-1
echo $SAGE_TICKET_ID >> shared
AGENT
tickets 'A-1' 'B-1'
commit_all
run_stream --auto --parallel=2 --agent agent
assert_exit 0
assert_landed A-1 B-1
assert_same $'A-1\nB-1\nbase' "$(sort shared)" "shared"
prompt=$(find "$MARKS" -name 'prompt-*-2')
assert_same 1 "$(wc -l <<< "$prompt")" "second attempts"
assert_says "$prompt" shared onflict
assert_clean
assert_sound
