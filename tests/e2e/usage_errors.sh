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
# a format that a command does not have is neither taken nor offered
for command in ready 'explain A-1' queue status 'hooks status' 'rollback --ticket A-1'; do
  # shellcheck disable=SC2086 # words
  wrong $command --format=ndjson
  assert_same "sage-stream: --format: expected human, json, found ndjson" "$(head -n 1 "$err")" "$command"
  # shellcheck disable=SC2086 # words
  wrong --format=ndjson $command
  assert_says "$err" "expected human|json"
  # shellcheck disable=SC2086 # words
  run_stream ${command%% [A-]*} --help
  ! grep -q ndjson "$out" || fail "--help of $command offers ndjson"
done
wrong --dry-run --format=ndjson
wrong --format=ndjson --explain A-1
wrong report --format=5
assert_says "$err" "--format: expected text, markdown, json, pull-request, trace, html, junit, found 5"
wrong --auto --format=xml
assert_says "$err" "--format: expected human, json, ndjson, junit, found xml"
wrong completion tcsh
assert_says "$err" "expected bash, zsh or fish, found tcsh"
# a word that is nearly a command or a flag
meant() { # meant HINT WORD…
  wrong "${@:2}"
  assert_same "hint: did you mean sage-stream $1?" "$(tail -n 1 "$err")" "${*:2}"
}
meant status statsu
meant --auto drain
meant --help help
meant 'hooks install' hooks instal
meant 'queue retry' queue rety A-1
meant 'land --onto' land --onot side
meant --auto --atuo
wrong --auto zzz
assert_same "hint: sage-stream --help" "$(tail -n 1 "$err")" "zzz"
echo > file
wrong -C file status
assert_same "sage-stream: -C: expected a folder, found file, which is none" "$(cat "$err")" "-C file"
wrong -C nowhere status
assert_same "sage-stream: -C: expected a folder, found nowhere, which is not there" "$(cat "$err")" "-C"
[ ! -e "$MARKS/ran" ] || fail "something was run"

cd "$test_folder"
run_stream --help
assert_exit 0
assert_says "$out" --auto --parallel status land clean
run_stream --version
assert_exit 0
[ -s "$out" ] || fail "--version says nothing"
