#!/usr/bin/env bash
# Of 40 results, 6 break the build only in combination, 4 alone, 3 conflict, 2 make the gate time
# out, one makes it run a command that is not there and one makes it run no test: exactly the right
# ones land, every commit passes the gate, and the others are deferred with the true reason.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/forty.sh"

forty_tickets
run_stream --auto --parallel=4
assert_exit 1
assert_right_ones_landed
assert_same 1 "$(number_landed "${conflicting[@]}")" "landed of ${conflicting[*]}"
for ticket in $(jq -r '.tickets[] | select(.state == "DEFERRED") | .id' .sage/tickets/index.json); do
  assert_result_kept "$ticket"
done
assert_every_commit_passes
assert_clean
assert_sound
