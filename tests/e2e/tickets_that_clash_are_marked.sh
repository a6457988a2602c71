#!/usr/bin/env bash
# What two branches really changed in different ways is in conflict, and only that stands between
# markers; taking either side gives a valid index.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true' 'B-1: true' 'C-1: true'
commit_all
run_stream init
git checkout -q -b side
edit_index '(.tickets[] | select(.id == "A-1")) += {priority: "P0", state: "COMPLETED"}
  | (.tickets[] | select(.id == "B-1")).state = "DEFERRED"'
commit_all side
git checkout -q main
edit_index '(.tickets[] | select(.id == "A-1")).priority = "P3"
  | (.tickets[] | select(.id == "C-1")).state = "COMPLETED"'
commit_all main
if git merge -q side > "$out" 2>&1; then fail "merged without a conflict"; fi
assert_same .sage/tickets/index.json "$(git diff --name-only --diff-filter=U)" "files in conflict"
assert_same '<<<<<<< ours
      "priority": "P3",
=======
      "priority": "P0",
>>>>>>> theirs' "$(sed -n '/^<<</,/^>>>/p' .sage/tickets/index.json)" "what is in conflict"

sed -i '/^<<</d; /^===/,/^>>>/d' .sage/tickets/index.json
assert_state COMPLETED A-1 C-1
assert_state DEFERRED B-1
commit_all merged
run_stream --auto
assert_exit 1
