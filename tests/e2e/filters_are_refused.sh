#!/usr/bin/env bash
# A change to a path with a filter (git-lfs) cannot land: its ticket is deferred with a clear
# reason, and nothing of it is stored raw.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo '*.bin filter=lfs diff=lfs merge=lfs -text' > .gitattributes
tickets 'A-1: mark "tried-$SAGE_ATTEMPT"; echo raw > big.bin; echo a > a' 'B-1: echo b > b'
commit_all
run_stream --auto --attempts 3
assert_exit 1
assert_landed B-1
assert_state DEFERRED A-1
assert_not_landed A-1
assert_says <(jq -r '.tickets[0].defer_reason.message' .sage/tickets/index.json) big.bin
[ ! -e "$MARKS/tried-2" ] || fail "what can never land was tried again"
assert_clean
assert_sound
