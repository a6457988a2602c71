#!/usr/bin/env bash
# --parallel-interactive asks for all that is ready, has it done in parallel, and asks for what is
# ready then; some of a batch can be chosen.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/session.sh"

new_repository
tickets 'A-1: mark a; await b; echo a > a' 'B-1: mark b; await a; echo b > b' 'C-1 (A-1): echo c > c' \
  'D-1: echo d > d'
commit_all
session --parallel-interactive --parallel=2 << 'TALK'
see 1  A-1 Ticket A-1
see 3  D-1 Ticket D-1
see Start 3 tickets? [Yes/no/choose/pause]
type choose
see Which
type 1-7
see Expected some of these tickets
see Which
type 1, b-1
see 1  C-1 Ticket C-1
see 2  D-1 Ticket D-1
see Start 2 tickets?
type
TALK
assert_exit 0
assert_landed A-1 B-1 C-1 D-1
assert_clean
assert_sound
