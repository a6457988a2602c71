#!/usr/bin/env bash
# A ticket whose dependency was deferred is blocked: it does not run, the summary says by which
# chain, and the exit code is 1.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo no luck >&2; exit 3' 'B-1 (A-1): echo b > b' 'C-1 (B-1): echo c > c' 'D-1: echo d > d'
commit_all
run_stream --auto --attempts 1
assert_exit 1
assert_landed D-1
assert_not_landed A-1 B-1 C-1
assert_state DEFERRED A-1
assert_state UNPROCESSED B-1 C-1
assert_says <(cat "$out" "$err") "A-1" "B-1" "C-1"
assert_clean
assert_sound
