#!/usr/bin/env bash
# 'status' tells from another terminal what a running stream does, and afterwards how the last
# run went.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark a; await go; echo a > a' 'B-1 (A-1): exit 1'
commit_all
start_stream --auto --attempts 1
wait_for test -e "$MARKS/a"
"$SAGE_STREAM" status > "$test_folder/during"
assert_says "$test_folder/during" A-1
"$SAGE_STREAM" status --format=json > "$test_folder/during.json"
jq -e '(.schema | startswith("sage.")) and (.run.tickets | any(.id == "A-1"))' "$test_folder/during.json" \
  > "$MARKS/jq" || fail "status --format=json: $(cat "$test_folder/during.json")"
touch "$MARKS/go"
wait_stream
assert_exit 1
run_stream status
assert_exit 0
assert_says "$out" B-1
mkdir sub && cd sub
run_stream status
assert_exit 0
