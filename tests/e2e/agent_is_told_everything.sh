#!/usr/bin/env bash
# An agent gets the prompt on stdin, the SAGE_ variables, no GIT_ variables, and a workspace
# outside the checkout.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir docs && echo "The spec says: seven corners." > docs/spec.md
tickets 'A-1'
edit_index '.tickets[0] += {description: "Build a shed", acceptanceCriteria: ["It has a roof"],
  docs: {spec: "docs/spec.md"}, targetFiles: [{path: "shed.txt", action: "create"}]}'
commit_all
program agent <<'AGENT'
cat > "$MARKS/prompt"
env > "$MARKS/env"
pwd > "$MARKS/pwd"
cp "$SAGE_TICKET_FILE" "$MARKS/ticket"
cp "$SAGE_PROMPT_FILE" "$MARKS/prompt-file"
echo roof > shed.txt
AGENT
GIT_EDITOR="vi" run_stream --auto --agent agent
assert_exit 0
assert_landed A-1
assert_says "$MARKS/prompt" "Ticket A-1" "Build a shed" "It has a roof" "seven corners" "shed.txt"
cmp -s "$MARKS/prompt" "$MARKS/prompt-file" || fail "stdin and SAGE_PROMPT_FILE differ"
assert_same A-1 "$(jq -r .id "$MARKS/ticket")" "SAGE_TICKET_FILE"
assert_says "$MARKS/env" SAGE_TICKET_ID=A-1 SAGE_ATTEMPT=1 SAGE_RUN_ID= SAGE_RESULT_FILE= \
  "SAGE_BASE=$(git rev-parse HEAD~1)" "SAGE_WORKSPACE=$(cat "$MARKS/pwd")"
! grep -q ^GIT_EDITOR "$MARKS/env" || fail "the agent got GIT_EDITOR"
case $(cat "$MARKS/pwd") in "$PWD"*) fail "the workspace is in the checkout" ;; esac
assert_clean
assert_sound
