#!/usr/bin/env bash
# Another git holds the branch's lock for five seconds: the landing waits, nobody removes the lock,
# and when it is gone the result lands.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
commit_all
lock=.git/refs/heads/main.lock
: > $lock
inode=$(stat -c %i $lock)
start_stream --auto
is_held() { cat .sage/runs/*/journal.ndjson 2> "$MARKS/cat" | found '"landing_held".*main.lock'; }
wait_for is_held
read -rt 5 <> <(:) || true
assert_same "$inode" "$(stat -c %i $lock)" "the lock of the other git"
assert_not_landed A-1
rm $lock
wait_stream
assert_exit 0
assert_landed A-1
assert_clean
assert_sound
