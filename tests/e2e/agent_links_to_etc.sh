#!/usr/bin/env bash
# A symbolic link out of the workspace is stored as a link and never followed.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: ln -s /etc etc; ln -s ../../../../../etc/passwd up; echo a > a' \
  'B-1 (A-1): test -L etc && echo b > b'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1 B-1
assert_same "120000 120000" "$(git ls-tree HEAD etc up | cut -d' ' -f1 | xargs)" "modes"
assert_same /etc "$(readlink etc)" "the link"
assert_clean
assert_sound
