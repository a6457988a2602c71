#!/usr/bin/env bash
# A landing commit is 'type(component): #ID title' by the configured user with the trailers
# Sage-Ticket, Sage-Result and Sage-Run, on top of the one before.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'AUTH-12: echo a > a' 'UI-3 (AUTH-12): echo b > b'
edit_index '.tickets[0].type = "story" | .tickets[1].type = "bug" | .tickets[0].title = "Log in"'
commit_all
run_stream --auto
assert_exit 0
subjects=$(git log --reverse --format=%s --grep Sage-Ticket:)
assert_same $'feat(AUTH): #AUTH-12 Log in\nfix(UI): #UI-3 Ticket UI-3' "$subjects" "subjects"
last=$(git log -1 --format=%H --grep 'Sage-Ticket: UI-3')
assert_same "Ada Example <ada@example.org>" "$(git log -1 --format='%cn <%ce>' "$last")" "committer"
assert_same "" "$(git rev-list --min-parents=2 HEAD)" "merge commits"
for key in Sage-Result Sage-Run; do
  [ -n "$(git log -1 --format="%(trailers:key=$key,valueonly)" "$last")" ] || fail "no $key"
done
assert_sound
for entry in .sage/commit-queue/archive/*.json; do grep -q '"status": "applied"' "$entry"; done
