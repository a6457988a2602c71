#!/usr/bin/env bash
# Landings leave a large index (over 512 KB) alone: states are recorded in one commit at the end,
# and the trailers alone keep a killed run from landing twice.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): test -f a && echo b > b' \
  'C-1 (B-1): test -e "$MARKS/c" || { mark c; sleep 1000; }; echo c > c'
edit_index '.notes = ("x" * 600000)'
commit_all
start_stream --auto
wait_for test -e "$MARKS/c"
assert_same "" "$(git log --format= --name-only --grep 'Sage-Ticket: [AB]-1' -- .sage)" \
  "landings that touch the index"
kill -KILL $stream
kill_processes_left
wait_stream

run_stream --auto
assert_exit 0
assert_landed A-1 B-1 C-1
assert_state COMPLETED A-1 B-1 C-1
assert_clean
assert_sound
