#!/usr/bin/env bash
# --dry-run says what would run, in waves, with the critical path, for several numbers of workers,
# and changes nothing: not a file, not a ref. It works without an agent, beside a running stream too.
source "$(dirname "$0")/support/harness.sh"

everything() { # all there is in the checkout and in .git, with its content and time
  find . -printf '%p %m %T@ %l\n' -type f -exec sha256sum {} + | sort
}

new_repository
tickets 'A-1: mark ran' 'A-2 (A-1): mark ran' 'B-1: mark ran' 'B-2' 'C-1 (B-2): mark ran'
commit_all
everything > "$test_folder/before"
run_stream --dry-run --auto --parallel=2
assert_exit 0
assert_says "$out" "would run 5 tickets on 2 workers" "wave 1" "critical path" "workers" \
  "no past run tells"
assert_says "$err" "no agent is configured for 1 of the tickets: B-2"
run_stream --dry-run --format=json
assert_exit 0
jq -e '.schema == "sage.plan/1" and (.tickets | length) == 5 and .waves == 5 and
       .makespan_ms == 3000000 and .lower_bound_ms == .makespan_ms and
       ([.makespans[].workers] == [1, 2, 4]) and (.critical_path.tickets | length) == 2 and
       ([.tickets[] | select(.start_ms == 0)] | length) == 1' "$out" > "$MARKS/jq" ||
  fail "not the plan expected: $(jq -c . "$out")"
rm "$MARKS/jq"
everything > "$test_folder/after"
cmp "$test_folder/before" "$test_folder/after" || fail "something was changed"
[ -z "$(ls "$MARKS")" ] || fail "something was run"

# The selection's flags: what waits for others is told, with the command that includes them.
run_stream --dry-run --component A --ticket C-1 --limit 1
assert_exit 0
assert_says "$out" "would run 1 ticket" A-1 "--limit 1" "waiting for tickets that are not selected" \
  "sage-stream --auto --component A --ticket C-1 --ticket B-2"
run_stream --dry-run --ticket A-9
assert_exit 2
assert_says "$err" "there is no ticket" "did you mean A-1?"

# Beside a running stream, whose times are known the next time.
tickets 'A-1: mark a; await go' 'A-2 (A-1): true'
start_stream --auto
wait_for test -e "$MARKS/a"
"$SAGE_STREAM" --dry-run > "$test_folder/beside"
assert_says "$test_folder/beside" "would run 2 tickets" "in its hands: A-1"
touch "$MARKS/go"
wait_stream
assert_exit 0
edit_index '.tickets[].state = "UNPROCESSED"'
run_stream --dry-run
assert_says "$out" "times: of past runs for "
run_stream --dry-run --fail-if-empty --ticket A-2
assert_exit 5
assert_says "$out" "nothing would run"
assert_sound
