#!/usr/bin/env bash
# Of a check's output that is too long, the beginning and the end are searched for what has to be in
# it; where it is not found, a message says that the rest was not searched.
source "$(dirname "$0")/support/harness.sh"

new_repository
program talk << 'TALK'
echo first
head -c 20M /dev/zero
printf '\nbetween\n'
head -c 20M /dev/zero
printf '\nlast\n'
TALK
tickets 'A-1: echo a > a' 'B-1: echo b > b' 'C-1: echo c > c'
edit_index '["first", "last", "between"] as $words | .tickets |= [to_entries[] | .value + {validation_config:
  {auto_fix: false, verification_scripts: [{name: "talk", command: "talk",
    success_pattern: "^\($words[.key])$"}]}}]'
commit_all
run_stream --auto
assert_exit 1
assert_landed A-1 B-1
assert_deferred persistent_test_failure C-1
assert_says <(jq -r '.tickets[2].defer_reason.message' .sage/tickets/index.json) \
  'nothing matches ^between$ in the beginning and the end of its output, which was too long'
