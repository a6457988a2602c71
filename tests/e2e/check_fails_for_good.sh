#!/usr/bin/env bash
# Where a check fails after max_retries fix-up rounds, the ticket is deferred as
# persistent_test_failure with the check's own words; what was made is kept and does not land.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo $SAGE_ROUND >> a' 'B-1: echo b > b'
edit_index '.tickets[0].validation_config = {max_retries: 2, verification_scripts: [
  {name: "unit", command: "echo no corner is round; exit 4"}]}'
commit_all
run_stream --auto
assert_exit 1
assert_landed B-1
assert_deferred persistent_test_failure A-1
jq -e '.tickets[0].defer_reason | (.message | contains("`unit` still fails after 2 fix-up rounds"))
  and (.message | contains("exit status 4")) and (.last_error | contains("no corner is round"))' \
  .sage/tickets/index.json > "$MARKS/jq" || fail "the reason of A-1: $(cat .sage/tickets/index.json)"
assert_result_kept A-1
assert_same $'1\n2\n3' "$(git show "$(result_kept A-1):a")" "the kept result"
assert_clean
assert_sound
