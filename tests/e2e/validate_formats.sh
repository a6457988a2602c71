#!/usr/bin/env bash
# The formats of validate: lines as of a compiler, JSON, SARIF and GitHub's workflow commands; and what
# --strict makes of warnings.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true' 'B-1 (A-1): true'
run_stream validate
assert_exit 0
assert_same "2 tickets: nothing is wrong" "$(cat "$out" "$err")" "what is said of a good index"
edit_index '.tickets[1].priority = "high"'
run_stream validate
assert_exit 0
run_stream validate --strict
assert_exit 4
edit_index '.tickets[1] += {state: "100%\u001b,:", dependencies: ["X-99"]}'

run_stream validate
assert_exit 4
assert_same "$(grep -n '"100%' .sage/tickets/index.json | cut -d: -f1)" \
  "$(grep unknown-state "$out" | cut -d: -f2)" "the line of the state"
! grep -q $'\x1b' "$out" || fail "a control character was printed"

run_stream validate --format=json
assert_exit 4
assert_same schema "$(jq -r 'keys_unsorted[0]' "$out")" "the first member"
assert_same '["sage.validation/1",2,2,1,""]' \
  "$(jq -c '[.schema, .tickets, .errors, .warnings, .diff]' "$out")" "the document"
assert_same '["dangling-reference","error","B-1","dependencies",".sage/tickets/index.json"]' \
  "$(jq -c '.findings[] | select(.rule == "dangling-reference") |
    [.rule, .severity, .ticket, .field, .file]' "$out")" "a finding"
assert_same '["column","field","file","hint","line","message","rule","severity","ticket"]' \
  "$(jq -c '.findings | map(keys) | unique[]' "$out")" "the members of findings"

run_stream validate --format=sarif
assert_exit 4
assert_same '"2.1.0"' "$(jq .version "$out")" "the version of SARIF"
assert_same true "$(jq '.runs[0] | .tool.driver.rules as $rules | .results | length == 3 and
  all(.ruleId == $rules[.ruleIndex].id and .level == $rules[.ruleIndex].defaultConfiguration.level
    and .locations[0].physicalLocation.artifactLocation.uri == ".sage/tickets/index.json"
    and .locations[0].physicalLocation.region.startLine > 1 and (.message.text | length > 0))' "$out")" \
  "that each result fits its rule"

run_stream validate --format=github
assert_exit 4
assert_same 3 "$(wc -l < "$out")" "commands"
assert_says "$out" '::error file=.sage/tickets/index.json,line=' ',title=unknown-state::ticket B-1: ' \
  'found "100%25' '::warning file='

tickets A-{1..30}
edit_index '.tickets[].state = "DONE" | .tickets[].priority = "high"'
run_stream validate --format=github
assert_exit 4
assert_same 10 "$(grep -c '^::error ' "$out")" "errors that GitHub shows"
assert_same 10 "$(grep -c '^::warning ' "$out")" "warnings that GitHub shows"
assert_says "$out" '::notice title=sage-stream validate::40 more findings are in the log'
assert_same 40 "$(grep -c '^\.sage/' "$out")" "the others"
