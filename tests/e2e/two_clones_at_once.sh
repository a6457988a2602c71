#!/usr/bin/env bash
# Streams in two clones of one repository do not get in each other's way.
source "$(dirname "$0")/support/harness.sh"

new_repository origin
tickets 'A-1: mark "a-$CLONE"; await a-one a-two; echo $CLONE > a' 'B-1: echo $CLONE > b'
commit_all
git clone -q . "$test_folder/one"
git clone -q . "$test_folder/two"
cd "$test_folder/one"
CLONE=one start_stream --auto --parallel=2
first=$stream
cd "$test_folder/two"
code=0
CLONE=two timeout 60 "$SAGE_STREAM" --auto --parallel=2 > "$test_folder/second" 2>&1 || code=$?
assert_same 0 $code "exit code in the second clone"
stream=$first wait_stream
assert_exit 0
for clone in one two; do
  cd "$test_folder/$clone"
  assert_landed A-1 B-1
  assert_file a $clone
  assert_clean
  assert_sound
done
