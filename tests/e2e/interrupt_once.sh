#!/usr/bin/env bash
# The first SIGINT starts nothing new and lets running agents finish: their work lands, the exit
# code is 130, and the next run does the rest.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a' 'B-1: mark b; await go; echo b > b' 'C-1: echo c > c'
commit_all
start_stream --auto --parallel=2 --format=ndjson
wait_for test -e "$MARKS/a"
wait_for test -e "$MARKS/b"
kill -INT $stream
wait_for grep -q '"interrupted"' "$out"
touch "$MARKS/go"
wait_stream
assert_exit 130
assert_landed A-1 B-1
assert_not_landed C-1
assert_state UNPROCESSED C-1
assert_clean
assert_sound

run_stream --auto
assert_exit 0
assert_landed A-1 B-1 C-1
assert_clean
