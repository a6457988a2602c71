#!/usr/bin/env bash
# An attempt that failed is tried again in a workspace without its leftovers.
source "$(dirname "$0")/support/harness.sh"

new_repository
program third-time-lucky <<'AGENT'
[ ! -e junk ] || exit 9
[ "$SAGE_ATTEMPT" -ge 3 ] || { echo junk > junk; exit 1; }
echo a > a
AGENT
tickets 'A-1: third-time-lucky'
commit_all
run_stream --auto --attempts 3
assert_exit 0
assert_landed A-1
assert_file a a
[ ! -e junk ] || fail "a failed attempt's file landed"
assert_clean
assert_sound
