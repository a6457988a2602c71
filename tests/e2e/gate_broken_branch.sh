#!/usr/bin/env bash
# A branch that does not pass its own gate is not blamed on results: their agents are not asked
# again, and once it is mended they land.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo broken > part
tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b'
commit_all
git config sage.gate "sh -c '! grep -q broken part'"
run_stream --auto
assert_exit 1
assert_deferred gate_broken A-1
assert_not_landed B-1
assert_result_kept A-1
assert_says "$err" "the gate does not pass on the branch itself"
assert_same 1 "$(cat .sage/runs/*/journal.ndjson | grep -c '"event":"ticket_started"')" "attempts"

run_stream land
assert_exit 1
assert_not_landed A-1

echo mended > part
git commit -qam "Mend the branch"
run_stream land A-1 A-1
assert_exit 0
assert_landed A-1
assert_state COMPLETED A-1
assert_clean
assert_sound
