#!/usr/bin/env bash
# The lock of a stream that died is taken over; one without an owner, or of another host, is not
# until 'unlock' removes it, which only a person can be sure of.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; test -e "$MARKS/go" || sleep 1000; echo a > a'
commit_all
start_stream --auto
wait_for test -e "$MARKS/a"
kill -KILL $stream
wait_stream
[ -d .sage/stream.lock ] || fail "the killed stream's lock is gone"
touch "$MARKS/go"
kill_processes_left
run_stream --auto
assert_exit 0
assert_landed A-1
assert_sound

mkdir .sage/stream.lock
run_stream --auto
assert_exit 7
run_stream unlock
assert_exit 2
assert_says "$err" 'held by an unknown owner' --force
[ -d .sage/stream.lock ] || fail "unlock did not ask"
run_stream unlock --force
assert_exit 0
mkdir .sage/stream.lock
echo '{"pid": 4711, "start_time": 1, "boot_id": "x", "host": "far-away", "nonce": "n"}' \
  > .sage/stream.lock/owner
run_stream --auto
assert_exit 7
assert_says "$err" far-away unlock
run_stream unlock
assert_exit 2
assert_says "$err" far-away 'cannot be seen from here'
run_stream unlock --force
assert_exit 0
[ ! -e .sage/stream.lock ] || fail "unlock left the lock"
run_stream --auto
assert_exit 0
assert_clean
