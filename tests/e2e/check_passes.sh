#!/usr/bin/env bash
# A ticket's own verification scripts and the repository's `check.ticket` run after the agent, on
# what it made; where all pass, it lands.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: echo b > b'
edit_index '.tickets[0].validation_config = {verification_scripts: [
  {name: "own", command: "grep a a && mark own", success_pattern: "^a$"}]}'
echo '{"stream": {"check": {"ticket": [{"name": "all", "command": "mark all.$SAGE_TICKET_ID"}]}}}' \
  > .sage/config.json
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
for name in own all.A-1 all.B-1; do [ -e "$MARKS/$name" ] || fail "check $name did not run"; done
assert_clean
assert_sound
