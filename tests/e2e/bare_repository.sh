#!/usr/bin/env bash
# A bare repository works: the index is read from the branch, results land on it, there is no
# checkout to bring along.
source "$(dirname "$0")/support/harness.sh"

new_repository seed
tickets 'A-1: echo a > a' 'B-1 (A-1): test -f a && echo b > b'
commit_all
git clone -q --bare . "$test_folder/bare.git"
cd "$test_folder/bare.git"
run_stream --auto --parallel=2
assert_exit 0
assert_landed A-1 B-1
assert_same '["COMPLETED","COMPLETED"]' \
  "$(git show HEAD:.sage/tickets/index.json | jq -c '[.tickets[].state]')" "states"
assert_same b "$(git show HEAD:b)" "b"
assert_sound
