#!/usr/bin/env bash
# A place where the document cannot be written is found before anything runs.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
commit_all
mkdir folder
mkfifo pipe
touch file
for place in folder pipe nowhere/junit.xml file/junit.xml /dev/null /proc/junit.xml; do
  run_stream --auto --format=junit --output "$place"
  assert_exit 2
  assert_says "$err" "--output" "${place##*/}"
  [ ! -e .sage/runs ] || fail "something ran"
done
[ -c /dev/null ] || fail "/dev/null was replaced"
assert_not_landed A-1
run_stream --auto --output file
assert_exit 2
assert_says "$err" "--output needs --format=json or --format=junit"
run_stream --format=junit status
assert_exit 2

run_stream -C folder --auto --format=junit --output junit.xml
assert_exit 0
[ -s folder/junit.xml ] || fail "it does not follow -C"
run_stream report --output /dev/null
assert_exit 2
