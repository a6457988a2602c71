#!/usr/bin/env bash
# A run is killed when the branch has moved and the checkout has not: `land` brings that to its end
# before it lands anything, so that nothing of it is undone.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo one > shared
tickets 'A-1: echo two > shared' 'B-1: echo b > b'
commit_all
echo mine > shared # A-1 is held and kept
run_stream --auto
assert_exit 1
assert_deferred local_changes A-1
git checkout -q -- shared

# What a kill between the swap and the checkout leaves: the branch is ahead of index and files, and
# the journal ends with the intent; the entry is still queued.
journal=$(ls .sage/runs/*/journal.ndjson)
landed=$(git log -1 --format=%H --grep 'Sage-Ticket: B-1')
sed -i '/"event":"landing_intent","ticket":"B-1"/q' "$journal"
git reset -q --hard "$landed^"
git update-ref refs/heads/main "$landed"
entry=$(ls .sage/commit-queue/archive/*-B-1.json)
jq '.status = "queued"' "$entry" > ".sage/commit-queue/${entry##*/}"
rm "$entry"
[ -n "$(git status --porcelain)" ] || fail "nothing is behind"

run_stream land A-1
assert_exit 0
assert_landed A-1 B-1
assert_file b b
assert_file shared two
git merge-base --is-ancestor "$landed" HEAD || fail "B-1 is gone"
assert_clean
assert_sound
