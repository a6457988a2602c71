#!/usr/bin/env bash
# What an agent reports is used: its summary is the commit's body, tickets it discovered are
# added to the index.
source "$(dirname "$0")/support/harness.sh"

new_repository
program agent <<'AGENT'
echo done > "$SAGE_TICKET_ID"
[ "$SAGE_TICKET_ID" = A-1 ] || exit 0
cat > "$SAGE_RESULT_FILE" <<'JSON'
{"outcome": "COMPLETED", "summary": "Made the thing round.",
 "discovered": [{"title": "Paint the thing", "type": "bug", "priority": "P1"}]}
JSON
AGENT
tickets 'A-1'
commit_all
run_stream --auto --agent agent
assert_exit 0
assert_landed A-1
assert_says <(git log --format=%B) "#A-1 Ticket A-1" "Made the thing round."
jq -e '.tickets | length == 2 and .[1].title == "Paint the thing" and .[1].type == "bug"' \
  .sage/tickets/index.json > "$MARKS/jq" || fail "the discovered ticket: $(jq -c . .sage/tickets/index.json)"
assert_clean
assert_sound
