#!/usr/bin/env bash
# With two workers two agents run at the same time: each waits for the other's sign of life.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await b; echo a > a' 'B-1: mark b; await a; echo b > b'
commit_all
run_stream --auto --parallel=2
assert_exit 0
assert_landed A-1 B-1
assert_clean
assert_sound
