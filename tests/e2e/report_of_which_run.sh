#!/usr/bin/env bash
# The newest run, or the one that is named, is reported: while it goes on, cut short, finished.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: mark b; await go; echo b > b'
commit_all
run_stream report
assert_exit 2
assert_says "$err" "no run to report on" "hint: sage-stream --auto"

a_landed() { [ "$(landings A-1)" = 1 ]; }
start_stream --auto --parallel=2
wait_for test -e "$MARKS/b"
wait_for a_landed
running=$stream
"$SAGE_STREAM" report > "$MARKS/report"
assert_says "$MARKS/report" "still going on" "1 landed, 1 running"
kill -KILL "$running"
wait_stream
mark go
wait_for no_processes
first=$(ls .sage/runs)
run_stream report "$first"
assert_exit 0
assert_says "$out" "cut short" "1 landed, 1 running"

run_stream --auto
assert_exit 0
assert_landed A-1 B-1
second=$(ls .sage/runs | tail -n 1)
run_stream report --format=json
assert_same "$second" "$(jq -r .run "$out")" "the newest run"
assert_same "$first $second" "$(jq -r '[.runs[].run] | join(" ")' "$out")" "runs up to it"
run_stream report "${first%???}" --format=json
assert_same "$first" "$(jq -r .run "$out")" "the run that is named by its beginning"
run_stream report "${first%%-*}"
assert_exit 2
assert_says "$err" "names 2 runs" "$first"
run_stream report ../../etc
assert_exit 2
assert_says "$err" "there is no run" "$second"

run_stream report --output no/such/folder/report
assert_exit 2
assert_says "$err" no/such/folder
run_stream report --format=poem
assert_exit 2

# Without its index, and without its logs, a run can still be told of.
rm -rf .sage/runs/"$second"/B-1 .sage/tickets/index.json
run_stream report "$first"
assert_exit 0
assert_says "$out" "1 landed"
git checkout -q -- .sage/tickets/index.json
edit_index '.tickets[0].dependencies = ["A-1"]'
run_stream report
assert_exit 0
assert_says "$out" Warnings cycle
