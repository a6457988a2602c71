#!/usr/bin/env bash
# Where a check fails, the agent is asked again in the same workspace, told the command, its verdict
# and its output; once it passes, the work of all rounds lands as one commit.
source "$(dirname "$0")/support/harness.sh"

program my-agent <<'AGENT'
cat > "$MARKS/prompt.$SAGE_ROUND"
echo "$SAGE_ROUND $SAGE_FAILED_CHECK" >> work
[ -z "$SAGE_CHECK_LOG" ] || cp "$SAGE_CHECK_LOG" "$MARKS/log"
AGENT
new_repository
tickets 'A-1'
edit_index '.tickets[0].validation_config = {verification_scripts: [
  {name: "unit", command: "echo only $(wc -l < work) lines; test $(wc -l < work) = 3"}]}'
commit_all
run_stream --auto --agent my-agent
assert_exit 0
assert_landed A-1
assert_file work $'1 \n2 unit\n3 unit'
assert_says "$MARKS/prompt.2" 'the check `unit` does not pass' 'only 1 lines' 'FAIL (exit status 1)'
assert_says "$MARKS/log" 'only 2 lines'
assert_same 2 "$(git rev-list --count HEAD)" "commits"
assert_clean
assert_sound
