#!/usr/bin/env bash
# Commits that the user makes while agents work are kept, and results land on top of them.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a' 'B-1 (A-1): test -f mine -a -f all && echo b > b'
commit_all
start_stream --auto
wait_for test -e "$MARKS/a"
echo mine > mine && git add mine && git commit -qm "Mine" mine
echo all > all && git add -A && git commit -qm "All that changed"
touch "$MARKS/go"
wait_stream
assert_exit 0
assert_landed A-1 B-1
assert_file mine mine
assert_file all all
assert_state COMPLETED A-1 B-1
assert_same '["COMPLETED","COMPLETED"]' \
  "$(git show HEAD:.sage/tickets/index.json | jq -c '[.tickets[].state]')" "states in HEAD"
assert_clean
assert_sound
