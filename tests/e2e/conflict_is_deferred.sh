#!/usr/bin/env bash
# A result that conflicts at every attempt is deferred as merge_conflict, and the last one is
# kept.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo base > shared
export REPOSITORY=$PWD
program unlucky <<'AGENT'
set -e
echo "user $SAGE_ATTEMPT" > "$REPOSITORY/shared"
until git -C "$REPOSITORY" commit -qm "User $SAGE_ATTEMPT" shared; do
  sleep 0.01  # a landing holds git's index.lock for a moment
done
echo a > shared
AGENT
tickets 'A-1: unlucky' 'B-1: echo b > b'
commit_all
run_stream --auto --attempts 2
assert_exit 1
assert_landed B-1
assert_deferred merge_conflict A-1
assert_result_kept A-1
assert_same a "$(git show "$(result_kept A-1):shared")" "the kept result"
assert_file shared "user 2"
assert_clean
assert_sound
