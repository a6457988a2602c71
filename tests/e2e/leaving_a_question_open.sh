#!/usr/bin/env bash
# Whoever is asked may kill the program, press Ctrl-C or Ctrl-D, close the terminal, or stop it for a
# while: nothing lands that was not agreed to, nothing is lost or done twice, and it asks again. What
# was typed before a question was shown is no answer.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/session.sh"

new_repository
tickets 'A-1: echo ran >> "$MARKS/runs"; mark a; await go; echo a > a' 'B-1: echo b > b'
commit_all
left_open() { # left_open CODE: by the last session, with the result of A-1 in the queue
  assert_exit "$1"
  assert_not_landed A-1
  assert_result_kept A-1
  poll no_processes || fail "processes are left"
}
session --interactive << 'TALK'
see Begin?
type
see Start A-1
type
do await a
type yes
do touch "$MARKS/go"
see Land A-1?
press C
see Paused
TALK
left_open 130
assert_state UNPROCESSED A-1

session --interactive << 'TALK'
see Resume it?
type
see Land A-1?
kill
TALK
left_open 137

session --interactive << 'TALK'
see Resume it?
type
see Land A-1?
press D
see Paused
TALK
left_open 0

session --interactive << 'TALK'
see Resume it?
type
see Land A-1?
hang up
TALK
left_open 143

session --interactive << 'TALK'
see Resume it?
type
see Land A-1?
press Z
do pid=$(jq .pid .sage/stream.lock/owner); until grep -q '^State:.T' /proc/$pid/status; do :; done; kill -CONT $pid
see Land A-1?
type
see Start B-1
type
see Land B-1?
type
TALK
assert_exit 0
assert_landed A-1 B-1
assert_same 1 "$(wc -l < "$MARKS/runs")" "runs of A-1"
assert_clean
assert_sound
