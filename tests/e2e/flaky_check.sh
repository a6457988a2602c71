#!/usr/bin/env bash
# A check with `flaky: N` is repeated up to N times before it counts as failed; the agent is not
# asked again for it.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo $SAGE_ROUND >> a'
echo '{"stream": {"check": {"ticket": [{"name": "moody", "flaky": 2,
  "command": "echo x >> \"$MARKS/runs\"; test $(wc -l < \"$MARKS/runs\") = 3"}]}}}' > .sage/config.json
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1
assert_file a 1
assert_same 3 "$(wc -l < "$MARKS/runs")" "runs of the check"
assert_clean
assert_sound
