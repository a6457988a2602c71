#!/usr/bin/env bash
# An edited file that no landing touches, an untracked and a staged one stay byte for byte as
# they are.
source "$(dirname "$0")/support/harness.sh"

new_repository
printf 'old\n' > mine.txt
tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b'
commit_all
printf 'edited, no newline' > mine.txt
printf 'untracked\0' > other.bin
echo staged > staged.txt && git add staged.txt
before=$(cat mine.txt other.bin staged.txt | sha256sum; git status --porcelain)
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_same "$before" "$(cat mine.txt other.bin staged.txt | sha256sum; git status --porcelain)" "my files"
assert_file a a
assert_file b b
assert_sound
