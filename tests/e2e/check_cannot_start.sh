#!/usr/bin/env bash
# A check whose command is not there says nothing of the work: it is told as that, and is no PASS.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
echo '{"stream": {"check": {"ticket": [{"name": "lost", "command": ["no-such-program", "x"]}]}}}' \
  > .sage/config.json
edit_index '.tickets[0].validation_config = {auto_fix: false}'
commit_all
run_stream --auto
assert_exit 1
assert_deferred persistent_test_failure A-1
assert_says <(jq -r '.tickets[0].defer_reason | .message, .last_error' .sage/tickets/index.json) \
  'check `lost` does not run' 'no-such-program'
assert_result_kept A-1
assert_clean
assert_sound
