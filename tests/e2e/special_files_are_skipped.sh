#!/usr/bin/env bash
# Fifos and sockets that an agent leaves are skipped and reported; the rest lands.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mkfifo pipe; mkdir sub; mkfifo sub/pipe; echo a > a'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1
assert_says <(cat "$out" "$err") "pipe"
assert_same $'.sage/tickets/index.json\na' "$(git ls-tree -r --name-only HEAD)" "files"
assert_clean
assert_sound
