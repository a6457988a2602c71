#!/usr/bin/env bash
# --semi-auto asks for each component, drains it, sums it up and offers to try its deferred tickets
# again; one that had to wait for another comes again when that is done.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/session.sh"

new_repository
tickets 'API-1: echo 1 > api' 'API-2 (SDK-1): echo 2 >> api' 'SDK-1: echo 1 > sdk' \
  'SDK-2: test -e "$MARKS/mended" && echo 2 > sdk2' 'fix-it-1: echo w > web'
edit_index '.tickets[0].priority = "P0" | .tickets[4].priority = "P3"'
commit_all
session --semi-auto --parallel=2 --attempts=1 << 'TALK'
see API: 2 tickets to do
see API-1 Ticket API-1
see API-2 for SDK-1
see Go on with API? [Yes/skip/pause]
type
see API: 1 done, 0 deferred
see API-1  landed
see SDK: 2 tickets to do
see Go on with SDK?
type yes
see SDK: 1 done, 1 deferred
see SDK-2  deferred: agent_failed: agent 'script': exit status 1
see Try 1 deferred ticket again? [yes/No]
do touch "$MARKS/mended"
type y
see SDK: 2 done, 0 deferred
see API: 1 ticket to do
see Go on with API?
type
see API: 1 done
see MISC: 1 ticket to do
see Go on with MISC?
type s
TALK
assert_exit 0
assert_landed API-1 API-2 SDK-1 SDK-2
assert_not_landed fix-it-1
assert_state UNPROCESSED fix-it-1
assert_clean
assert_sound
