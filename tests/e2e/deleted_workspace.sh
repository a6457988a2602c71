#!/usr/bin/env bash
# The folder an agent works in is deleted under it, by itself or with the whole cache, or between
# two tickets: that attempt fails with a clear word or is done again, and the run goes on.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: test -e "$MARKS/a" || { mark a; rm -rf "$SAGE_WORKSPACE"; }; echo a > a' \
  'B-1 (A-1): test -e "$MARKS/b" || { mark b; await deleted; }; echo b > b' \
  'C-1 (B-1): echo c > c' 'D-1 (C-1): pwd > "$MARKS/in-d"; mark d; await again; echo d > d' \
  'E-1 (C-1): pwd > "$MARKS/in-e"; echo e > e'
commit_all
start_stream --auto --parallel=2
wait_for test -e "$MARKS/b"
rm -rf "$XDG_CACHE_HOME/sage-stream"
mark deleted
wait_for test -e "$MARKS/d"
has_landed_e() { [ "$(landings E-1)" = 1 ]; }
wait_for has_landed_e
mark again
wait_stream
assert_exit 0
assert_landed A-1 B-1 C-1 D-1 E-1
cmp -s "$MARKS/in-d" "$MARKS/in-e" && fail "two agents in one folder: $(cat "$MARKS/in-d")"
for i in a b c d e; do assert_file $i $i; done
assert_clean
assert_sound

tickets 'F-1: rm -rf "$SAGE_WORKSPACE"; mark f'
commit_all
run_stream --auto
assert_exit 1
assert_state DEFERRED F-1
assert_says "$err" "removed"
assert_sound
