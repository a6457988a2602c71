#!/usr/bin/env bash
# Without --parallel one agent runs at a time.
source "$(dirname "$0")/support/harness.sh"

new_repository
alone='mkdir "$MARKS/busy" || exit 1; sleep 0.1; rmdir "$MARKS/busy"; echo $SAGE_TICKET_ID > $SAGE_TICKET_ID'
tickets "A-1: $alone" "B-1: $alone" "C-1: $alone"
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1 B-1 C-1
assert_clean
assert_sound
