#!/usr/bin/env bash
# A wrong command line ends in exit code 2 with a word on what is right; --help and --version do
# not need a repository.
source "$(dirname "$0")/support/harness.sh"

cd "$test_folder"
wrong() {
  run_stream "$@"
  [ "$status" = 2 ] || fail "exit code $status, expected 2, for: $*"
  [ -s "$err" ] || fail "nothing said about: $*"
}
new_repository
tickets 'A-1: mark ran'
commit_all
wrong --no-such-flag
wrong no-such-command
wrong --parallel=2
wrong --auto --parallel=0
wrong --auto --parallel=many
wrong --auto --format=xml
wrong --auto --timeout soon
wrong --auto --attempts 0
wrong --auto --agent
wrong --auto --agent "'unclosed"
wrong status --no-such-flag
[ ! -e "$MARKS/ran" ] || fail "something was run"

cd "$test_folder"
run_stream --help
assert_exit 0
assert_says "$out" --auto --parallel status land clean
run_stream --version
assert_exit 0
[ -s "$out" ] || fail "--version says nothing"
