#!/usr/bin/env bash
# --component and --ticket say which tickets start, --limit how many; the exit code counts what was
# selected only, and at the end it is said what else would have to be.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: exit 1' 'A-2: echo a2 > a2' 'B-1: echo b1 > b1' 'B-2 (B-1): echo b2 > b2' \
  'C-1 (A-2): echo c1 > c1' 'D-1 (A-1): echo d1 > d1'
commit_all
run_stream --auto --attempts 1 --component B --ticket C-1
assert_exit 0
assert_landed B-1 B-2
assert_not_landed A-2 C-1
assert_state UNPROCESSED A-1 A-2 C-1
assert_says "$err" "waiting for tickets that are not selected: C-1 (for A-2)" \
  "with them: sage-stream --auto --component B --ticket C-1 --ticket A-2"
run_stream --auto --component B --ticket C-1 --ticket A-2
assert_exit 0
assert_landed A-2 C-1

run_stream --auto --attempts 1 --ticket A-1
assert_exit 1
assert_deferred agent_failed A-1
run_stream --auto --ticket C-1 # it is done, and A-1 is nobody's business here
assert_exit 0
run_stream --auto --ticket D-1
assert_exit 1

edit_index '.tickets[0].run = "echo a1 > a1"'
commit_all
run_stream --auto --retry-deferred --limit 1
assert_exit 0
assert_landed A-1
assert_not_landed D-1
assert_says "$err" "nothing more was begun: --limit 1"
run_stream --auto --until 2020-01-01T00:00
assert_exit 0
assert_not_landed D-1
assert_says "$err" "nothing more was begun: --until"
run_stream --auto --until 2h
assert_exit 0
assert_landed D-1
for wrong in '--limit 0' '--limit x' '--until soon' '--ticket Z-1' '--component Z'; do
  # shellcheck disable=SC2086
  run_stream --auto $wrong
  [ "$status" = 2 ] || fail "exit code $status for $wrong"
done
assert_clean
assert_sound

# the command is to be pasted
new_repository pasted
tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b'
edit_index '.tickets[1].component = "Front End|x"'
commit_all
run_stream --auto --component 'Front End|x'
assert_not_landed B-1
assert_says "$err" "with them: sage-stream --auto --component 'Front End|x' --ticket A-1"
ln -sf "$SAGE_STREAM" "$test_folder/bin/sage-stream"
sh -c "$(sed -n 's/.*with them: //p' "$err")" > "$out" 2>&1 < /dev/null || fail "it does not run as it is"
assert_landed A-1 B-1
