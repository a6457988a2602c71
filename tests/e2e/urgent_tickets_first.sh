#!/usr/bin/env bash
# Ready tickets start by priority, then by the longest path of work behind them, then by id.
source "$(dirname "$0")/support/harness.sh"

new_repository
note='echo $SAGE_TICKET_ID > $SAGE_TICKET_ID'
tickets "A-1: $note" "B-1: $note" "C-1: $note" "D-1 (C-1): $note" "E-1: $note"
edit_index '(.tickets[] | select(.id == "E-1")).priority = "P0"'
commit_all
run_stream --auto
assert_exit 0
order=$(git log --reverse --format='%(trailers:key=Sage-Ticket,valueonly,separator=)' | grep . | xargs)
assert_same "E-1 C-1 A-1 B-1 D-1" "$order" "order of the landings"
assert_sound
