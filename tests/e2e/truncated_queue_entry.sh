#!/usr/bin/env bash
# A queue entry that was cut short anywhere is moved aside and told; its ticket is landed from the
# pin, once, and the agent is not asked again.
source "$(dirname "$0")/support/harness.sh"

new_repository killed
tickets 'A-1: echo once >> "$MARKS/count"; echo a > a' \
  'Z-1: test -e "$MARKS/go" || sleep 1000; echo z > z' # so that the run goes on
commit_all
echo mine > a # in the way: the landing is held
start_stream --auto --parallel=2
is_held() { cat .sage/runs/*/journal.ndjson 2> "$MARKS/cat" | found '"landing_held"'; }
wait_for is_held
kill -KILL $stream
kill_processes_left
wait_stream
mark go
rm a
entry=.sage/commit-queue/1-A-1.json
size=$(stat -c %s $entry)
for cut in 0 1 $((size / 2)) $((size - 3)); do
  cp -a "$test_folder/killed" "$test_folder/cut-$cut"
  cd "$test_folder/cut-$cut"
  truncate -s "$cut" $entry
  run_stream --auto
  assert_exit 0
  assert_says "$err" "moved aside"
  [ -e $entry.broken ] || fail "cut at $cut: the entry is not kept as .broken"
  assert_landed A-1 Z-1
  assert_same 1 "$(wc -l < "$MARKS/count")" "runs of the agent"
  assert_file a a
  assert_clean
  assert_sound
done
