#!/usr/bin/env bash
# An agent may say DEFERRED, in its result file or as a last line; its words are the reason, and
# it is not tried again.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; echo "{\"outcome\":\"DEFERRED\",\"message\":\"needs a key\"}" > "$SAGE_RESULT_FILE"' \
  'B-1: echo "RESULT: DEFERRED"' 'C-1: echo c > c; echo "RESULT: COMPLETED"'
commit_all
run_stream --auto
assert_exit 1
assert_state DEFERRED A-1 B-1
assert_landed C-1
assert_says <(jq -r '.tickets[0].defer_reason.message' .sage/tickets/index.json) "needs a key"
attempts=$(jq -r '.tickets[:2][].defer_reason.attempts' .sage/tickets/index.json | xargs)
assert_same '1 1' "$attempts" "attempts"
assert_clean
assert_sound
