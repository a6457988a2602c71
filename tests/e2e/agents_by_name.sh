#!/usr/bin/env bash
# A ticket may name one of the agents in .sage/config.json; an unknown name is refused before
# anything runs.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1' 'B-1'
edit_index '.tickets[1].agent = "fast"'
cat > .sage/config.json <<'JSON'
{"stream": {"agent": {"command": ["sh", "-c", "echo slow > $SAGE_TICKET_ID"]},
            "agents": {"fast": {"command": "echo fast > $SAGE_TICKET_ID"}}}}
JSON
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_file A-1 slow
assert_file B-1 fast
assert_sound

tickets 'C-1'
edit_index '.tickets[0].agent = "fsat"'
commit_all
run_stream --auto
assert_exit 4
assert_says "$err" C-1 fsat
assert_not_landed C-1
