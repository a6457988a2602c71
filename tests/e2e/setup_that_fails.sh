#!/usr/bin/env bash
# A workspace.setup that fails defers the ticket with its words, and runs again in the next
# attempt.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
echo '{"stream": {"workspace": {"setup": "echo again >> \"$MARKS/setups\"; echo no network >&2; false"}}}' \
  > .sage/config.json
commit_all
run_stream --auto --attempts 2
assert_exit 1
assert_state DEFERRED A-1
assert_not_landed A-1
assert_same 2 "$(wc -l < "$MARKS/setups")" "runs of the setup"
assert_says .sage/tickets/index.json "no network"
assert_sound
