#!/usr/bin/env bash
# Without an agent and without a 'run' the program says so before anything starts: the tickets,
# how to set one, and which known programs are there; exit 4.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1' 'B-1: echo b > b'
commit_all
program codex < /dev/null
run_stream --auto
assert_exit 4
assert_says "$err" A-1 sage.agent.command codex
assert_not_landed A-1 B-1
assert_state UNPROCESSED A-1 B-1
assert_clean
assert_sound
