#!/usr/bin/env bash
# On a terminal the program asks before it begins, before each ticket and before each landing: yes,
# no, skip, a look, back to the agent, and defer. What tickets and agents say cannot move the cursor.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/session.sh"

new_repository
tickets 'A-1: printf "\033[2Jcleared\n" > a' 'B-1: echo b > b' \
  'C-1: echo ran >> "$MARKS/c"; echo c >> c' 'D-1: echo d > d'
edit_index '.tickets[0].description = "Clear \u001b[2J the screen"'
commit_all
session << 'TALK'
see 4 tickets to do, 4 ready: A-1 Ticket A-1; B-1 Ticket B-1; C-1 Ticket C-1
see Begin? [Yes/no]
type y
see Start A-1 Ticket A-1? [Yes/no/skip/look/pause]
type look
see Clear \x1b[2J the screen
see Start A-1
type YES
see 1 file: a
see Land A-1? [Yes/no/defer/look/pause]
type l
see +\x1b[2Jcleared
see git diff
see Land A-1?
type
see Start B-1
type skip
see Start C-1
type maybe
see expected one of [Yes/no/skip/look/pause], found "maybe"
see Start C-1
type
see Land C-1?
type no
see What is the agent to do about it?
type once more
see Land C-1?
type defer
see Why?
type after the release
see Start D-1
type n
TALK
assert_exit 1
assert_says "$out" 'after the release'
assert_landed A-1
assert_same 2 "$(wc -l < "$MARKS/c")" "runs of C-1"
assert_deferred declined C-1
assert_result_kept C-1
assert_not_landed B-1 D-1
assert_state UNPROCESSED B-1 D-1
grep -qF $'\e[2J' "$out" && fail "a control sequence reached the terminal"
[ ! -e .sage/state/session.json ] || fail "the session is over, and its file is there"
assert_clean
assert_sound
