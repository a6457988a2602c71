#!/usr/bin/env bash
# Output that cannot be written is told, and the work is saved all the same.
source "$(dirname "$0")/support/harness.sh"

for format in human json ndjson; do
  new_repository "$format"
  tickets 'A-1: echo a > a'
  commit_all
  code=0
  "$SAGE_STREAM" --auto --format=$format > /dev/full 2> "$MARKS/err" || code=$?
  assert_same 3 "$code" "exit code of --format=$format"
  grep -q 'cannot write to stdout' "$MARKS/err"
  assert_landed A-1
  assert_clean
done
