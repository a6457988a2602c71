#!/usr/bin/env bash
# `enqueue` stores files as they are now, whatever becomes of them later, or takes a commit; the next
# run, `land` or --wait lands it, once, as the ticket's landing commit. A ticket has one at a time.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir docs
echo base > docs/page
echo base > old
tickets A-1 B-1 'C-1: echo c > c' 'EPIC-1'
edit_index '.tickets |= map(if .id == "EPIC-1" then .type = "epic" | .children = ["A-1"] else . end)'
commit_all

echo mine > docs/page
git rm -q --cached old
rm old
echo new > new
cd docs
run_stream enqueue --ticket A-1 --message 'docs: say mine' page ../old ../new
assert_exit 0
assert_says "$out" 'queued 1-A-1: 3 files'
cd ..
echo later > docs/page
run_stream enqueue --ticket A-1 docs/page
assert_exit 4
assert_says "$err" '1-A-1 waits to land' 'queue drop'
run_stream queue
assert_says "$out" '1-A-1  queued  3 files' 'sage-stream land A-1'
run_stream queue --format=json
assert_same "sage.queue/1 A-1 queued" "$(jq -r '"\(.schema) \(.tickets[0].id) \(.tickets[0].state)"' "$out")" "JSON"

git checkout -q -- docs/page
git reset -q
git checkout -q -- old
rm new
run_stream land A-1
assert_exit 0
assert_landed A-1
assert_same "docs: say mine" "$(git log -1 --format=%s --grep 'Sage-Ticket: A-1')" "subject"
assert_file docs/page mine
assert_file new new
[ ! -e old ] || fail "old is still there"
assert_state COMPLETED A-1 EPIC-1
assert_state UNPROCESSED B-1
assert_sound
run_stream queue
assert_says "$out" 'nothing is queued'

git checkout -qb side
echo b > b
commit_all 'B by hand'
git checkout -q main
run_stream enqueue --ticket B-1 --result side --wait
assert_exit 0
assert_landed B-1
assert_file b b
assert_same "feat(B): #B-1 Ticket B-1" "$(git log -1 --format=%s)" "subject"
assert_state COMPLETED B-1
run_stream enqueue --ticket B-1 --result side
assert_exit 4
assert_says "$err" 'COMPLETED already'
run_stream --auto
assert_exit 0
assert_landed A-1 B-1 C-1
assert_same 3 "$(git log --format=%B | grep -A1 '^Sage-Result' | grep -c '^Sage-Run: 2')" \
  "landings that name their run"
assert_clean
assert_sound
