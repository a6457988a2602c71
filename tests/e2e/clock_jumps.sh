#!/usr/bin/env bash
# The wall clock jumps by a day, forwards and backwards, during runs and between them, one of which
# is killed: locks, waits, retries and the order of runs do not care.
source "$(dirname "$0")/support/harness.sh"

export CLOCK_SHIFT=$test_folder/shift
jump() { echo "$1" > "$CLOCK_SHIFT"; }
program jump < <(echo 'echo $1 > "$CLOCK_SHIFT"')
jump 0
export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
export LD_PRELOAD=${CLOCK_SHIM:?}

new_repository
tickets 'A-1: jump 86400; test -e "$MARKS/a" || { mark a; exit 1; }; echo a > a' \
  'B-1 (A-1): jump -86400; test -e "$MARKS/b" || { mark b; exit 1; }; echo b > b' \
  'C-1 (B-1): jump 86400; mark c; await go; echo c > c' \
  'D-1 (C-1): jump -172800; echo d > d'
commit_all
start_stream --auto --timeout=60s
wait_for test -e "$MARKS/c"
assert_landed A-1 B-1
kill -KILL $stream
kill_processes_left
wait_stream
jump -86400
mark go
run_stream --auto
assert_exit 0
jump 0
assert_landed A-1 B-1 C-1 D-1
for i in a b c d; do assert_file $i $i; done
mapfile -t runs < <(find .sage/runs -mindepth 1 -maxdepth 1 -printf '%f\n' | sort)
assert_same 2 ${#runs[@]} runs
grep -q '"ticket":"D-1"' ".sage/runs/${runs[1]}/journal.ndjson" || fail "the later run sorts first"
assert_same "" "$(jq -c 'select((.wall_ms // 0) < 0)' ".sage/runs/${runs[1]}/journal.ndjson")" "a run took"
run_stream status
assert_exit 0
assert_clean
assert_sound
