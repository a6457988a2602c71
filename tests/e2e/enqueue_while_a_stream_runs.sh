#!/usr/bin/env bash
# A running stream takes up what is put into the queue: by `enqueue`, which can wait for it, and by
# another tool's file that only names files. It goes through the gate like all else. Not taken up: a
# ticket that an agent is at work on, and what no ticket asks for.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a' B-1 C-1 D-1
edit_index '.tickets |= map(if .id == "A-1" then . else .state = "DEFERRED" end)'
jq -n '{stream: {gate: [{name: "no-bad", command: "test ! -e bad"}]}}' > .sage/config.json
commit_all
start_stream --auto --parallel=2
wait_for test -e "$MARKS/a"
enqueue() { # enqueue ARGUMENT…: what it says is in $said, its exit code in $code
  code=0
  said=$("$SAGE_STREAM" enqueue "$@" 2>&1) || code=$?
}
says() { grep -qF -- "$1" "$err"; }
has_landed() { [ "$(landings "$1")" = 1 ]; }

echo b > b
enqueue --ticket B-1 b --wait
assert_same 0 "$code" "exit code: $said"
grep -qF 'waits for the running stream' <<< "$said" || fail "it says: $said"
assert_landed B-1
echo x > bad
enqueue --ticket D-1 bad --wait # no agent can mend it
assert_same 1 "$code" "exit code: $said"
rm bad
enqueue --ticket A-1 b
assert_same 7 "$code" "exit code: $said"
grep -qF 'at work on A-1' <<< "$said" || fail "it says: $said"

echo c > c
printf '{"queue_id": "x", "seq": 1, "ticket_id": "C-1", "files": ["c"], "status": "queued"}' \
  > .sage/commit-queue/1-C-1.json
wait_for has_landed C-1
printf '{"seq": 70, "ticket_id": "A-1", "files": ["c"]}' > .sage/commit-queue/70-A-1.json
wait_for says 'an agent is at work on it'
printf '{"seq": 71, "ticket_id": "NO-1", "files": ["c"]}' > .sage/commit-queue/71-NO-1.json
wait_for says 'not in the index'
printf '{"seq": 72, "ticket' > .sage/commit-queue/72-B-1.json
wait_for test -e .sage/commit-queue/72-B-1.json.broken

mark go
wait_stream
assert_exit 1
assert_landed A-1 B-1 C-1
assert_not_landed D-1
assert_state COMPLETED A-1 B-1 C-1
assert_deferred gate_failed D-1
assert_file c c
[ ! -e .sage/commit-queue/70-A-1.json ] || fail "A-1 is done, and somebody else's result of it is still queued"
