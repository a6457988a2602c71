#!/usr/bin/env bash
# validate says of every broken index exactly what is written down for it, exits 4 if that holds an
# error, and then a run refuses the index too.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p .sage/tickets
echo start > start && commit_all
broken=$SAGE_SOURCE/fixtures/broken
count=0
for index in "$broken"/*.json; do
  expected=${index%.json}.txt
  rm -rf .sage/tickets docs
  mkdir -p .sage/tickets
  [ ! -d "${index%.json}.files" ] || cp -r "${index%.json}.files/." .
  cp "$index" .sage/tickets/index.json
  run_stream validate
  assert_same "$(cat "$expected")" "$(cat "$out" "$err")" "${index##*/}"
  if grep -q ': error: ' "$expected"; then
    [ "$status" = 4 ] || fail "exit code $status, expected 4, for ${index##*/}"
    run_stream --auto
    [ "$status" = 4 ] || fail "a run took ${index##*/}"
  else
    [ "$status" = 0 ] || fail "exit code $status, expected 0, for ${index##*/}"
  fi
  assert_same "$(sha256sum < "$index")" "$(sha256sum < .sage/tickets/index.json)" "${index##*/}"
  count=$((count + 1))
done
[ $count -ge 60 ] || fail "only $count broken indexes"

rm -rf .sage/tickets docs
run_stream validate
assert_exit 4
assert_says "$out" '.sage/tickets/index.json:1:1: error: no such file' '[missing-index]' 'hint: '
mkdir -p .sage/tickets && mkfifo .sage/tickets/index.json
run_stream validate
assert_exit 4
assert_says "$out" 'not a regular file' '[missing-index]'
rm .sage/tickets/index.json && truncate -s 1100M .sage/tickets/index.json
run_stream validate
assert_exit 4
assert_says "$out" 'found 1153433600 bytes' '[missing-index]'

cp "$SAGE_SOURCE/fixtures/backlogs/realistic.json" .sage/tickets/index.json
jq -r '.tickets[] | (.docs, .context) | objects | .[]' .sage/tickets/index.json | sort -u |
  while read -r path; do mkdir -p "$(dirname "$path")" && touch "$path"; done
run_stream validate --strict
assert_exit 0
assert_same "" "$(cat "$out")" "what is said of a realistic backlog"
assert_says "$err" 'nothing is wrong'
