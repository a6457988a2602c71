#!/usr/bin/env bash
# A backlog of a real project's size and shape drains: 37 stories give 37 commits in an order
# that respects every dependency, 9 epics close, and the index differs in nothing but states.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p .sage/tickets
cp "$SAGE_SOURCE/fixtures/backlogs/realistic.json" .sage/tickets/index.json
commit_all "Backlog"
start=$(git rev-parse HEAD)
run_stream --auto --parallel=auto --agent "$append"
assert_exit 0

index=.sage/tickets/index.json
stories=$(jq -r '.tickets[] | select(.type != "epic") | .id' $index | sort)
assert_same 37 "$(wc -l <<< "$stories")" "stories"
landed=$(git log --reverse --format='%(trailers:key=Sage-Ticket,valueonly,separator=)' "$start.." |
  grep .)
assert_same "$stories" "$(sort <<< "$landed")" "landed tickets"
assert_same 9 "$(jq '[.tickets[] | select(.type == "epic" and .state == "COMPLETED")] | length' $index)" \
  "closed epics"
assert_same 46 "$(jq '[.tickets[] | select(.state == "COMPLETED")] | length' $index)" "completed"

declare -A position
n=0
while read -r ticket; do position[$ticket]=$((n += 1)); done <<< "$landed"
while read -r before after; do
  [ "${position[$before]:-0}" -lt "${position[$after]:-999}" ] || fail "$after landed before $before"
done < <(jq -r '.tickets[] | .id as $id | (.dependencies // [])[], (.blockedBy // [])[] |
  "\(.) \($id)"' $index)

while read -r ticket path; do
  assert_says "$path" "$ticket was here"
done < <(jq -r '.tickets[] | select(.type != "epic") | .id as $id | .targetFiles[]? |
  "\($id) \(.path)"' $index)

without_states() { jq -S 'del(.tickets[] | .state, .updated, .state_history)'; }
assert_same "$(git show "$start:$index" | without_states)" "$(without_states < $index)" \
  "the index but for states"
assert_clean
assert_sound
