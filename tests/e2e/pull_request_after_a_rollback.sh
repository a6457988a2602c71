#!/usr/bin/env bash
# The description of a pull request is that of the newest run that landed something, and what was
# taken back since has not landed.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: echo b > b' 'C-1: exit 3'
commit_all
run_stream --auto --attempts=1
assert_exit 1
drain=$(ls .sage/runs)
run_stream rollback --ticket A-1 --force
assert_exit 0
run_stream report --format=pull-request
assert_exit 0
assert_says "$out" "## 1 ticket landed" "run $drain" "| B-1 | Ticket B-1 |" \
  "| A-1 | Ticket A-1 | rolled back |" "| C-1 | Ticket C-1 | deferred |"
run_stream report "$drain"
assert_says "$out" "2 landed" # what the run did

run_stream --auto --component C
run_stream report --format=pull-request "$(ls .sage/runs | tail -n 1)"
assert_says "$out" "## 0 tickets landed" "| A-1 | Ticket A-1 | not started |"
run_stream report --format=pull-request
assert_says "$out" "## 1 ticket landed" "run $drain"

# Landed again, it has landed: by the newer run.
run_stream --auto --component A
assert_exit 0
run_stream report --format=pull-request "$drain"
assert_says "$out" "## 1 ticket landed"
run_stream report --format=pull-request
assert_says "$out" "## 1 ticket landed" "| A-1 | Ticket A-1 | $(git rev-parse --short=8 HEAD) |"
assert_sound
