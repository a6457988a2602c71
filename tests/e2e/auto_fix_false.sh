#!/usr/bin/env bash
# With auto_fix: false a failing check is not mended: the ticket is deferred after one round.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo $SAGE_ROUND >> "$MARKS/rounds"; echo a > a'
edit_index '.tickets[0].validation_config = {auto_fix: false, verification_scripts: [
  {name: "unit", command: "false"}]}'
commit_all
run_stream --auto
assert_exit 1
assert_deferred persistent_test_failure A-1
assert_same 1 "$(cat "$MARKS/rounds")" "rounds"
assert_result_kept A-1
assert_clean
assert_sound
