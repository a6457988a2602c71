#!/usr/bin/env bash
# A result that was made for one branch lands there, whatever lands by then on another.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: echo b > b'
commit_all
git branch side
program refuses <<'SH'
exit 1
SH
run_stream --auto --onto side --ticket A-1 --gate refuses
assert_exit 1
assert_result_kept A-1

run_stream queue
assert_says "$out" "1-A-1  deferred  1 file for refs/heads/side"
run_stream queue retry A-1
assert_says "$out" "the next run on refs/heads/side lands it, or sage-stream land --onto side A-1"
run_stream queue --format=json
assert_same refs/heads/side "$(jq -r '.tickets[0].branch' "$out")" "branch"

run_stream land A-1
[ "$status" -ne 0 ] || fail "it landed where it does not belong"
assert_says "$err" "the result of A-1 is for refs/heads/side, not for refs/heads/main" "sage-stream land --onto side A-1"
run_stream land
assert_exit 0
assert_says "$out" "nothing waits to be landed on refs/heads/main"
run_stream --auto # main has its own work on A-1
assert_exit 0
assert_landed A-1 B-1
branch=side assert_not_landed A-1
assert_same 1 "$(git rev-list --count main..refs/sage/results/A-1/1)" "the result for side"

run_stream --onto side land
assert_exit 0
branch=side assert_landed A-1
branch=side assert_not_landed B-1
assert_clean
