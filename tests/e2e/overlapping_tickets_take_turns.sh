#!/usr/bin/env bash
# Two tickets with a target file in common never run at the same time, unless --no-overlap-check
# says so.
source "$(dirname "$0")/support/harness.sh"

alone='mkdir "$MARKS/busy" || exit 1; sleep 0.2; rmdir "$MARKS/busy"; echo $SAGE_TICKET_ID >> shared'
new_repository turns
tickets "A-1: $alone" "B-1: $alone"
edit_index '.tickets[].targetFiles = [{path: "shared", action: "modify"}]'
commit_all
run_stream --auto --parallel=2 --attempts 1
assert_exit 0
assert_landed A-1 B-1
assert_file shared $'A-1\nB-1'
assert_sound

new_repository together
tickets 'A-1: mark a; await b; echo a > a' 'B-1: mark b; await a; echo b > b'
edit_index '.tickets[].targetFiles = [{path: "shared", action: "modify"}]'
commit_all
run_stream --auto --parallel=2 --no-overlap-check
assert_exit 0
assert_landed A-1 B-1
assert_sound
