#!/usr/bin/env bash
# In a job of GitHub Actions a run leaves annotations and a summary, without colour; and nothing that
# tickets, agents and checks say is taken as an order by the runner, in any format, of any command.
source "$(dirname "$0")/support/harness.sh"
export CI=true GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY=$test_folder/summary.md

# What the runner would obey: a line that begins with "::" but for blanks, "##[" anywhere.
orders() { grep -nP '^[\s\p{Z}]*::|##(vso|teamcity)?\[' "$@" || true; }
only_ours() { # only_ours FILE…: there is no order but those that make annotations
  local found
  found=$(orders -h "$@" | grep -vP '^\d+:::(error|warning|notice) title=[^:]*::[^\r]*$' || true)
  assert_same "" "$found" "orders to the runner"
}

new_repository
order='::add-mask::the ##[add-mask]the ##vso[task.complete] '
export order
tickets 'A-1: echo a > a; printf "{\"summary\": \"%s\"}" "$order$order$order" > "$SAGE_RESULT_FILE"' \
  'A-2: printf "%s\n%s\n::stop-commands::x\n" "$order" "$order" >&2; printf "%s" "$order" ; exit 1' \
  'A-3 (A-2): true' 'B-1: printf "{\"outcome\":\"DEFERRED\",\"message\":\"$order\"}" > "$SAGE_RESULT_FILE"' \
  'C-1: true'
title=$(for _ in $(seq 30); do printf '::error::x\u3000::debug::%sy ' "$order"; done)
jq --arg title "$title" --arg order "$order" '.tickets[].title = $title |
  .tickets[4].validation_type = "automated" | .tickets[4].validation_config =
    {verification_scripts: [{name: $order, command: "echo \"$order\"; exit 1"}], max_retries: 0} |
  .tickets[4].component = $order' \
  .sage/tickets/index.json > index.new
mv index.new .sage/tickets/index.json
commit_all
printf 'said before' > "$GITHUB_STEP_SUMMARY"

run_stream --auto --attempts 1
assert_exit 1
only_ours "$out" "$err"
[ "$(grep -c '^::error' "$out")" -ge 3 ] || fail "an error for each deferred ticket"
grep -q '^::notice title=sage-stream::' "$out" || fail "no notice"
! grep -q $'\033' "$out" "$err" || fail "colour"
line=$(grep -oP '^::error title=A-2 [^:]*,line=\K\d+' "$out")
jq -e -R -s --argjson line "$line" 'split("\n")[$line - 1 : ] | join("\n") | contains("\"A-2\"")
  and (contains("\"A-1\"") | not)' .sage/tickets/index.json > "$MARKS/jq" || fail "line $line is not of A-2"
assert_says "$GITHUB_STEP_SUMMARY" "said before" "# Run " "## Deferred" A-2
only_ours "$GITHUB_STEP_SUMMARY"

for command in status "report --format=text" "report --format=markdown" "report --format=pull-request" \
  "report --format=json" "report --format=trace" "report --format=junit" "status --format=json"; do
  # shellcheck disable=SC2086
  run_stream $command
  assert_exit 0
  assert_same "" "$(orders "$out" "$err")" "orders that $command gives"
done

for format in json ndjson junit; do
  edit_index '.tickets[].state = "UNPROCESSED"'
  commit_all
  run_stream --auto --attempts 1 --format=$format
  assert_exit 1
  assert_same "" "$(orders "$out")" "orders in $format"
  only_ours "$err"
  grep -q '^::error title=A-2 ' "$err" || fail "annotations go beside $format"
done

# Of each kind GitHub shows ten; and a summary that cannot be written is no failure of the run.
tickets "$(for i in {1..13}; do echo "X-$i: exit 1"; done)"
commit_all
export GITHUB_STEP_SUMMARY=$test_folder/nowhere/summary.md
run_stream --auto --attempts 1
assert_exit 1
assert_same 10 "$(grep -c '^::error' "$out")" "errors shown"
grep -q '^::error title=and 4 more::X-10 ' "$out" || fail "the rest is not named"
assert_says "$err" "the summary of the job cannot be written"
