#!/usr/bin/env bash
# A setting that is wrong, wherever it stands, ends in exit code 4 and names the file and the
# member, the nearest known one too.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: mark ran'
commit_all

refused() { # refused CONFIG TEXT…
  echo "$1" > .sage/config.json
  run_stream --auto
  [ "$status" = 4 ] || fail "exit code $status, expected 4, for $1"
  assert_says "$err" "${@:2}"
  [ ! -e "$MARKS/ran" ] || fail "something was run"
}

refused '{"stream": {"timout": "1m"}}' config.json timout timeout
refused '{"stream": {"agent": {"comand": "x"}}}' comand command
refused '{"stream": {"workspace": {"setpu": "x"}}}' setpu setup
refused '{"stream": {"timeout": "soon"}}' timeout soon
refused '{"stream": {"attempts": "many"}}' attempts
refused '{"stream": {"attempts": 0}}' attempts
refused '{"stream": {"maxWorkers": -1}}' maxWorkers
refused '{"stream": []}' stream
refused '{"stream": {' config.json
refused '{"gate": [{"command": "false"}]}' config.json gate stream
refused '{"straem": {"gate": []}}' config.json straem 'did you mean stream?'
refused '{"stream": {"attempts": 1, "attempts": 2}}' config.json stream.attempts twice
refused '{"stream": {"gate": [{"name": "tests", "command": ""}]}}' 'stream.gate[0].command' 'found ""'
refused '{"stream": {"workspace": {"root": "x/../.cache"}}}' workspace.root "outside the checkout, found $PWD/.cache"
rm .sage/config.json
run_stream --auto --workspace.root "$PWD"
assert_exit 2
assert_says "$err" "outside the checkout, found $PWD"
git config sage.timeout soon
run_stream --auto
assert_exit 4
assert_says "$err" timeout soon
git config --unset sage.timeout
SAGE_ATTEMPTS=few run_stream --auto
assert_exit 4
assert_says "$err" SAGE_ATTEMPTS few
git config sage.agent.command "'unclosed"
run_stream --auto
assert_exit 4
assert_says "$err" sage.agent.command
[ ! -e "$MARKS/ran" ] || fail "something was run"
