#!/usr/bin/env bash
# An epic, and any ticket with children, is never worked on: it is done when its children are,
# and what depends on it starts then.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'E-1' 'E-2: echo never > never' 'E-3: echo three > three' 'F-1 (E-1): test -f three && echo f > f'
edit_index '.tickets[0] += {type: "epic", children: ["E-2"]} | .tickets[1].children = ["E-3"]
  | .tickets[2].parent = "E-2"'
commit_all
run_stream --auto --parallel=2
assert_exit 0
assert_landed E-3 F-1
assert_state COMPLETED E-1 E-2 E-3 F-1
[ ! -e never ] || fail "a container was worked on"
assert_clean
assert_sound
