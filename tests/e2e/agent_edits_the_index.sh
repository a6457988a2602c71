#!/usr/bin/env bash
# An agent's edits of the ticket index are left out of what lands, and reported.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: sed -i s/UNPROCESSED/COMPLETED/ .sage/tickets/index.json; echo a > a' 'B-1 (A-1): echo b > b'
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
first=$(git log --format=%H --grep 'Sage-Ticket: A-1')
assert_same '["COMPLETED","UNPROCESSED"]' \
  "$(git show "$first:.sage/tickets/index.json" | jq -c '[.tickets[].state]')" "states that A-1 landed"
assert_says <(cat "$out" "$err") ".sage/tickets/index.json"
assert_clean
assert_sound
