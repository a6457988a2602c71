#!/usr/bin/env bash
# What a title, a component or an agent's summary holds of escape sequences and of characters that
# turn the direction of writing reaches no message of a landing or a rollback: git log prints them raw.
source "$(dirname "$0")/support/harness.sh"

program agent <<'AGENT'
echo a > a
printf '{"outcome": "COMPLETED", "summary": "said \\u001b[31mred\\nand \\u202ebackwards"}' > "$SAGE_RESULT_FILE"
AGENT
new_repository
tickets A-1
edit_index '.tickets[0] += {title: "A \u001b]0;owned\u0007\u202eeltit\u2069\u009b", component: "A\u001b[2J"}'
commit_all
raw=$'[\x01-\x08\x0b-\x1f\x7f]|\u0080|\u009b|[\u202a-\u202e\u2066-\u2069]'
assert_printable() { # every message of the branch
  ! git log --format=%B | grep -nE "$raw" || fail "a raw character in a message"
}
run_stream --auto --agent agent
assert_exit 0
assert_landed A-1
assert_says <(git log --format=%B) 'feat(A [2J): #A-1 A  ]0;owned  eltit' 'said [31mred' 'and  backwards'
assert_printable
run_stream rollback --ticket A-1 --force
assert_exit 0
assert_says <(git log --format=%B) 'revert(A [2J): #A-1 A  ]0;owned  eltit'
assert_printable
