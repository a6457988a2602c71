#!/usr/bin/env bash
# A workspace.setup that fails is the fault of no ticket: the run begins nothing more, lands what is
# under way, and says once which command failed, how, and with what last words. No attempt is used up,
# and once it is mended the next run does all of it.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a' 'B-1: echo b > b' 'C-1: echo c > c' 'D-1 (A-1): true'
commit_all
setup='echo again >> "$MARKS/setups"; echo no network >&2; exit 7'
run_stream --auto --workspace.setup "$setup" --attempts 2
assert_exit 4
assert_state UNPROCESSED A-1 B-1 C-1 D-1
# A worker is free as soon as it has told its outcome: a second ticket may begin before it is read.
[ "$(wc -l < "$MARKS/setups")" -le 2 ] || fail "the setup ran for every ticket"
assert_same 1 "$(grep -c '^sage-stream: workspace.setup failed: exit status 7: no network$' "$err")" "words"
assert_says "$err" "the command is \`$setup\`" "setup.log" "no attempt was used up"
assert_says "$err" "nothing more is begun"
assert_clean
assert_sound

# Two workers, of which one has its workspace: what it is at lands.
program for-a-only <<'SETUP'
[ "$SAGE_TICKET_ID" = A-1 ] || { await a; exit 1; }
SETUP
start_stream --auto --parallel=2 --workspace.setup for-a-only
wait_for grep -q "nothing more is begun" "$err"
mark go
wait_stream
assert_exit 4
assert_landed A-1
assert_state UNPROCESSED B-1 C-1 D-1
assert_sound

run_stream --auto
assert_exit 0
assert_landed A-1 B-1 C-1
assert_state COMPLETED D-1
assert_sound
