#!/usr/bin/env bash
# `queue` shows what was kept and why; `queue retry` lets the next run land it, `queue drop` never,
# and keeps its result unless --purge.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo one > shared
tickets 'A-1: echo two > shared' 'B-1: echo b > b'
commit_all
echo mine > shared
run_stream --auto
assert_exit 1
assert_deferred local_changes A-1
run_stream queue
assert_exit 0
assert_says "$out" '1-A-1  deferred  1 file' 'local changes' 'queue retry A-1'
git checkout -q -- shared

run_stream queue retry A-1
assert_exit 0
run_stream queue
assert_says "$out" '1-A-1  queued'
run_stream queue drop A-1
assert_exit 0
assert_says "$out" 'its result is kept at refs/sage/results/A-1/1'
run_stream queue retry A-1
assert_exit 4
assert_says "$err" 'dropped by hand'
run_stream land
assert_says "$out" 'nothing waits'
assert_result_kept A-1
assert_not_landed A-1
run_stream queue drop --purge A-1
assert_exit 0
assert_same "" "$(git for-each-ref refs/sage)" "pins"
run_stream queue
assert_says "$out" 'nothing is queued'
run_stream queue drop A-1
assert_exit 2

echo x > x
printf '{"seq": 9, "ticket_id": "A-1", "files": ["nowhere"]}' > .sage/commit-queue/9-A-1.json
echo '{' > .sage/commit-queue/10-B-1.json
run_stream queue
assert_says "$out" '9-A-1  queued' 'not an entry: 10-B-1.json'
[ -e .sage/commit-queue/10-B-1.json ] || fail "looking moved the file"
edit_index '.tickets[0].state = "UNPROCESSED"'
commit_all
run_stream land
assert_says "$err" 'not there'
run_stream queue
assert_says "$out" '9-A-1  rejected' 'not there'
echo there > nowhere
run_stream queue retry 9-A-1
assert_exit 0
run_stream land A-1
assert_exit 0
assert_landed A-1
assert_file nowhere there
assert_sound
