#!/usr/bin/env bash
# A failing agent is tried as often as the settings say, then deferred with category, message and
# last error; the others land.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo tried >> "$MARKS/tries"; echo "no compiler" >&2; exit 3' 'B-1: echo b > b'
commit_all
run_stream --auto --attempts 3
assert_exit 1
assert_same 3 "$(wc -l < "$MARKS/tries")" "attempts"
assert_landed B-1
assert_state DEFERRED A-1
assert_not_landed A-1
jq -e '.tickets[0].defer_reason | .attempts == 3 and (.category | length > 0)
  and (.message | length > 0) and (.last_error | contains("no compiler"))' \
  .sage/tickets/index.json > "$MARKS/jq" || fail "the reason of A-1: $(cat .sage/tickets/index.json)"
assert_clean
assert_sound
