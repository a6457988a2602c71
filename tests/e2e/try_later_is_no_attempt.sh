#!/usr/bin/env bash
# Exit status 75 means later: it does not use up an attempt.
source "$(dirname "$0")/support/harness.sh"

new_repository
program rate-limited <<'AGENT'
[ -e "$MARKS/first" ] || { mark first; exit 75; }
[ -e "$MARKS/second" ] || { mark second; exit 75; }
echo a > a
AGENT
tickets 'A-1: rate-limited'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1
assert_clean
assert_sound
