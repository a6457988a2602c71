#!/usr/bin/env bash
# A worker in an overlay is killed, then the whole stream is, while agents work: nothing stays
# mounted in any namespace, and the next run lands everything once.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/overlays.sh"
needs_overlays

new_repository
mkdir src
for i in {1..30}; do echo "$i" > src/"$i"; done
git config sage.workspace.backend overlay
program kill-my-worker-once <<'AGENT'
[ ! -e "$MARKS/once" ] || exit 0
mark once
kill -KILL "$(ps -o ppid= -p $PPID)" # the parent is the ticket's shell, its parent the worker
sleep 1000
AGENT
tickets 'A-1: echo half > src/1; kill-my-worker-once; rm src/2; echo a > a' 'B-1: echo b > b' \
  'C-1 (A-1, B-1): [ -e "$MARKS/going" ] || { rm -rf src; mark going; sleep 1000; }; cat src/1 > c'
commit_all
start_stream --auto --parallel=2 --attempts 2
wait_for test -e "$MARKS/going"
assert_landed A-1 B-1
nothing_mounted && fail "no overlay is mounted while an agent works"
mounted_for | found -x "$$" && fail "it is mounted for everybody"
kill -KILL "$stream"
wait_stream
kill_processes_left
wait_for nothing_mounted

run_stream --auto
assert_exit 0
assert_landed A-1 B-1 C-1
assert_file src/1 half
assert_file c half
[ ! -e src/2 ] || fail "src/2 is back"
[ -e src/3 ] || fail "what a killed agent deleted has landed"
assert_clean
assert_sound
wait_for nothing_mounted
