#!/usr/bin/env bash
# Output that cannot be written is told, by every command, and the work is saved all the same. A
# reader that has read enough is no mishap.
source "$(dirname "$0")/support/harness.sh"

for format in human json ndjson; do
  new_repository "$format"
  tickets 'A-1: echo a > a'
  commit_all
  code=0
  "$SAGE_STREAM" --auto --format=$format > /dev/full 2> "$MARKS/err" || code=$?
  assert_same 3 "$code" "exit code of --format=$format"
  grep -q 'cannot write to stdout' "$MARKS/err"
  assert_landed A-1
  assert_clean
done

is_told() { # is_told WORD…: a full disk is
  local code=0
  "$SAGE_STREAM" "$@" > /dev/full 2> "$MARKS/err" || code=$?
  assert_same 3 "$code" "exit code of $*"
  assert_same "sage-stream: cannot write to stdout: No space left on device" \
    "$(grep sage-stream: "$MARKS/err")" "words of $*"
}
new_repository looking
tickets 'A-1: echo a > a' 'B-1: true'
commit_all
run_stream --auto --ticket A-1
is_told --help
is_told --version
is_told ready --help
for words in ready 'ready --format=json' graph 'graph --format=dot' 'explain B-1' queue status report \
  'validate --format=json' --dry-run '--explain B-1' 'rollback --ticket A-1 --dry-run' 'hooks status' \
  'hooks install' 'completion bash' 'completion tickets' clean unlock; do
  # shellcheck disable=SC2086 # words
  is_told $words
done

jq -n '{tickets: [range(4000) | {id: "T-\(.)", title: "More than a pipe holds", state: "UNPROCESSED"}]}' \
  > .sage/tickets/index.json
full() { # the same where it is noticed before the end
  local code=0
  "$SAGE_STREAM" "$@" > /dev/full 2> "$MARKS/err" || code=$?
  assert_same 3 "$code" "exit code of $*"
  assert_says "$MARKS/err" "sage-stream: cannot write to stdout"
}
full ready
full graph
full completion tickets
full validate --format=json
for words in ready graph 'completion tickets'; do
  # shellcheck disable=SC2086 # words
  (trap '' PIPE && "$SAGE_STREAM" $words 2> "$MARKS/err" && echo went > "$MARKS/well") |
    head -n 1 > /dev/null
  assert_same went "$(cat "$MARKS/well")" "$words with a reader that goes"
  assert_same "" "$(cat "$MARKS/err")" "words of $words"
  rm "$MARKS/well"
done
