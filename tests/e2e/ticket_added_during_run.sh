#!/usr/bin/env bash
# A ticket that the user adds to the index while the stream runs is taken in.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a'
commit_all
start_stream --auto --format=ndjson
wait_for test -e "$MARKS/a"
edit_index '.tickets += [{id: "N-1", title: "New", state: "UNPROCESSED", priority: "P0", type: "task",
  dependencies: ["A-1"], run: "test -f a && echo n > n"}]'
wait_for grep -q '"index_reloaded"' "$out"
touch "$MARKS/go"
wait_stream
assert_exit 0
assert_landed A-1 N-1
assert_state COMPLETED A-1 N-1
assert_file n n
assert_sound
