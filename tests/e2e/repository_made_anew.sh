#!/usr/bin/env bash
# A repository that was removed and made again at the same path does not stumble over the
# workspaces of the one before.
source "$(dirname "$0")/support/harness.sh"

for round in first second; do
  rm -rf "$test_folder/repo"
  new_repository
  seq 50 | while read -r n; do echo "$round $n" > "file-$n"; done
  tickets "A-1: cat file-7 > a" 'B-1 (A-1): echo b > b'
  commit_all "$round"
  run_stream --auto --attempts 1
  assert_exit 0
  assert_landed A-1 B-1
  assert_file a "$round 7"
  assert_clean
  assert_sound
done
