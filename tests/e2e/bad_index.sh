#!/usr/bin/env bash
# Whatever is wrong with the index ends in exit code 4 and a line that names it, and nothing is
# run or changed.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p .sage/tickets
echo start > start && commit_all

refused() { # refused TEXT…: the index as it is
  local before
  before=$(sha256sum .sage/tickets/index.json; git status --porcelain)
  run_stream --auto
  [ "$status" = 4 ] || fail "exit code $status, expected 4, for an index with: $*"
  assert_says "$err" "$@"
  [ "$(wc -l < "$err")" -le 3 ] || fail "more than a message and a hint for: $*"
  ! grep -q $'[\x01-\x09\x0b-\x1f]' "$err" || fail "control characters in the message for: $*"
  assert_same "$before" "$(sha256sum .sage/tickets/index.json; git status --porcelain)" "the index"
  [ ! -e "$MARKS/ran" ] || fail "something was run"
}
with() { # with 'JQ FILTER': two good tickets, changed
  tickets 'A-1: mark ran' 'B-1: mark ran'
  edit_index "$1"
}

run_stream --auto
assert_exit 4
assert_says "$err" .sage/tickets/index.json
tickets 'A-1 (C-1): true' 'B-1 (A-1): true' 'C-1 (B-1): true'; refused "A-1 -> " " -> A-1"
tickets 'A-1 (A-1): true';                                     refused "A-1 -> A-1"
with '.tickets[1].dependencies = ["A-2"]';                     refused B-1 A-2 A-1
with '.tickets[1].blocks = ["X-9"]';                           refused B-1 X-9 blocks
with '.tickets[1].id = "A-1"';                                 refused A-1
with '.tickets[1].id = "a-1"';                                 refused A-1 a-1
with '.tickets[1].id = "../B"';                                refused ../B
with '.tickets[1].id = "B-1\u001b[2J\n"';                      refused B-1 id
with 'del(.tickets[1].id)';                                    refused id
with '.tickets[1].id = 7';                                     refused id
with 'del(.tickets[1].title)';                                 refused B-1 title
with 'del(.tickets[1].state)';                                 refused B-1 state
with '.tickets[1].state = "DONE"';                             refused B-1 DONE
with '.tickets[1].dependencies = "A-1"';                       refused B-1 dependencies
with '.tickets[1].run = 7';                                    refused B-1 run
with '.tickets = {}';                                          refused tickets
with 'del(.tickets)';                                          refused tickets
with '[.]';                                                    refused index.json
with '.'; head -c 150 .sage/tickets/index.json > short; mv short .sage/tickets/index.json
refused index.json
: > .sage/tickets/index.json;                                  refused index.json
printf '%0100000d' 0 | tr 0 '[' > .sage/tickets/index.json;    refused index.json
with '.'; sed -i 's/Ticket B-1/Ticket \xff/' .sage/tickets/index.json
refused UTF-8
rm .sage/tickets/index.json; truncate -s 1100M .sage/tickets/index.json
run_stream --auto
assert_exit 4
assert_says "$err" index.json
rm .sage/tickets/index.json; mkfifo .sage/tickets/index.json
run_stream --auto
assert_exit 4
