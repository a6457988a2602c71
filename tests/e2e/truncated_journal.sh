#!/usr/bin/env bash
# A journal that was cut anywhere in its last lines loses no work; a line in its middle that cannot
# be read is an error that names the file and the line.
source "$(dirname "$0")/support/harness.sh"

new_repository killed
tickets 'A-1: echo a > a' 'B-1 (A-1): echo once >> "$MARKS/count"; echo b > b' \
  'Z-1: test -e "$MARKS/go" || sleep 1000; echo z > z' # so that the run goes on
commit_all
echo mine > b # in the way: the landing of B-1 is held
start_stream --auto --parallel=2
is_held() { cat .sage/runs/*/journal.ndjson 2> "$MARKS/cat" | found '"landing_held"'; }
wait_for is_held
kill -KILL $stream
kill_processes_left
wait_stream
mark go
rm b
journal=$(echo .sage/runs/*/journal.ndjson)
size=$(stat -c %s "$journal")
tail=$(tail -n 4 "$journal" | wc -c)
for cut in 0 1 2 20 $((tail / 3)) $((tail / 2)) $((tail - 1)) "$tail"; do
  cp -a "$test_folder/killed" "$test_folder/cut-$cut"
  cd "$test_folder/cut-$cut"
  truncate -s $((size - cut)) "$journal"
  run_stream --auto
  assert_exit 0
  assert_landed A-1 B-1 Z-1
  assert_same 1 "$(wc -l < "$MARKS/count")" "runs of the agent"
  assert_clean
  assert_sound
done

cd "$test_folder/killed"
sed -i '3s/.*/{"cut/' "$journal"
head=$(git rev-parse HEAD)
run_stream --auto
[ "$status" != 0 ] || fail "a bad line in the middle was overlooked"
assert_says "$err" "journal.ndjson: line 3" 'hint: only the stream writes this file'
assert_same "$head" "$(git rev-parse HEAD)" "the branch"
