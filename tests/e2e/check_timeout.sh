#!/usr/bin/env bash
# A check over its timeout is ended with all it started, and is no PASS.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
echo '{"stream": {"check": {"ticket": [{"name": "endless", "timeout": "100ms",
  "command": "setsid sleep 1000 & sleep 1000"}]}}}' > .sage/config.json
edit_index '.tickets[0].validation_config = {auto_fix: false}'
commit_all
run_stream --auto
assert_exit 1
assert_deferred persistent_test_failure A-1
assert_says <(jq -r '.tickets[0].defer_reason.message' .sage/tickets/index.json) \
  'check `endless` takes too long'
assert_result_kept A-1
assert_clean
assert_sound
