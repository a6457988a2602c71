#!/usr/bin/env bash
# A worker that dies is replaced, and its ticket tried again.
source "$(dirname "$0")/support/harness.sh"

new_repository
export REPO=$PWD pack=pack-sage0-0123456789012345678901234567890123456789
program kill-my-worker-once <<'AGENT'
[ ! -e "$MARKS/once" ] || exit 0
mark once
mkdir -p "$REPO/.git/objects/$pack.tmp" # as if it were killed in the middle of writing its result
touch "$REPO/.git/objects/pack/$pack.keep" "$REPO/.git/objects/$pack.tmp/pack-1.pack"
kill -KILL "$(ps -o ppid= -p $PPID)"  # the parent is the ticket's shell, its parent the worker
sleep 1000
AGENT
tickets 'A-1: kill-my-worker-once; echo a > a' 'B-1: echo b > b'
commit_all
run_stream --auto --attempts 2 --format=ndjson
assert_exit 0
assert_says "$out" '"worker_lost"'
assert_landed A-1 B-1
assert_same "" "$(find .git/objects -name 'pack-sage0-0123*')" "what the dead worker left"
assert_clean
assert_sound
