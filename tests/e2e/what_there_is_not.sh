#!/usr/bin/env bash
# A ticket, component, run, queue entry or commit that there is not is a wrong command line, whichever
# command is told its name: exit code 2, one line that holds the name, and nothing is changed.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'AUTH-1: mark ran'
commit_all
before=$(git rev-parse HEAD)

refused() { # refused NAME ARGUMENT…
  run_stream "${@:2}"
  [ "$status" = 2 ] || fail "exit code $status, expected 2, for: ${*:2}"
  assert_says "$err" "$1"
  assert_same 1 "$(grep -vc '^hint: ' "$err")" "lines for: ${*:2}"
}
every_command() {
  refused '"AUTH-2"' --auto --ticket AUTH-2
  refused '"AUHT"' --auto --component AUHT
  refused '"AUTH-2"' --dry-run --ticket AUTH-2
  refused '"AUTH-2"' --explain AUTH-2
  refused '"AUTH-2"' explain AUTH-2
  refused '"AUTH-2"' graph --ticket AUTH-2
  refused '"AUHT"' graph --component AUHT
  refused '"AUTH-2"' enqueue --ticket AUTH-2 file
  refused '"AUTH-2"' land AUTH-2
  refused '"AUTH-2"' queue retry AUTH-2
  refused '"7-AUTH-1"' queue drop 7-AUTH-1
  for mode in --dry-run --force; do
    refused '"AUTH-2"' rollback --ticket AUTH-2 $mode
    refused '"AUHT"' rollback --component AUHT $mode
    refused '"20261120-000000-none"' rollback --run 20261120-000000-none $mode
  done
  refused '"nowhere"' validate --rev nowhere
}
every_command
refused 'nowhere' enqueue --ticket AUTH-1 --result nowhere
refused 'no run' report 20261120-000000-none
assert_same "$before" "$(git rev-parse HEAD)" "HEAD"
[ ! -e "$MARKS/ran" ] || fail "something was run"

run_stream --auto
assert_exit 0
every_command
refused '"20261120-000000-none"' report 20261120-000000-none
