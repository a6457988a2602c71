#!/usr/bin/env bash
# --fail-fast: once a ticket is deferred nothing new begins; what runs finishes and lands; exit 1.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: await b; exit 1' 'B-1: mark b; await go; echo b > b' 'C-1: echo c > c'
commit_all
start_stream --auto --parallel=2 --attempts 1 --fail-fast
wait_for grep -q deferred "$err"
touch "$MARKS/go"
wait_stream
assert_exit 1
assert_deferred agent_failed A-1
assert_landed B-1
assert_not_landed C-1
assert_state UNPROCESSED C-1
assert_says "$err" "nothing more was begun: --fail-fast"
assert_sound
