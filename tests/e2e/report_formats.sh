#!/usr/bin/env bash
# A run with a gate, a conflict, a failure and what is blocked by it, told in every format.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo base > shared
program agent <<'AGENT'
mark $SAGE_TICKET_ID; await A-1 B-1
echo $SAGE_TICKET_ID >> shared
echo "working on $SAGE_TICKET_ID"
AGENT
tickets A-1 B-1 'C-1: exit 3' 'C-2 (C-1): true' 'D-1: true'
commit_all
run_stream --auto --parallel=2 --agent agent --attempts 2 --gate "sh -c 'test -s shared'"
assert_exit 1
assert_landed A-1 B-1
again=$(jq -r 'select(.event == "conflicted") | .ticket' .sage/runs/*/journal.ndjson)

report() { # report FORMAT: in $out
  run_stream report --format="$1"
  assert_exit 0
}

run_stream report
assert_exit 0
assert_says "$out" "finished after" "2 landed" "1 deferred" "1 blocked" "1 no change" \
  "agent 'script': exit status 3" "By component" "Where the workers' time went"
plain=$(cat "$out")

report markdown
assert_says "$out" "| A-1 | Ticket A-1 | $(git log --format=%h --abbrev=8 --grep 'Sage-Ticket: A-1') |" \
  "| C-1 | Ticket C-1 | agent\\_failed | agent 'script': exit status 3 | 2 |" "| C-2 | Ticket C-2 | C-1 |"

report pull-request
assert_says "$out" "## 2 tickets landed" "  - \`shared\` modified +1 -0" "gate on the merged tree" \
  "| C-2 | Ticket C-2 | blocked | waits for C-1 |"

report json
jq -e --arg again "$again" '
  (keys_unsorted[0] == "schema") and .schema == "sage.report/1" and .exit_code == 1 and
  (.tickets | map({(.id): .state}) | add) ==
    {"A-1": "landed", "B-1": "landed", "C-1": "deferred", "C-2": "blocked", "D-1": "no_change"} and
  (.tickets[] | select(.id == $again) | .attempts_made == 2 and (.attempts | length) == 2 and
    .gate_verdict == "PASS" and .change.files == [{"path": "shared", "change": "modified",
      "insertions": 1, "deletions": 0, "binary": false}] and
    (.change.diff.text | contains("+" + $again)) and
    (.attempts[1].prompts[0].text | contains("onflict")) and
    (.attempts[1].logs[0].text == "working on " + $again + "\n")) and
  (.timeline | any(.kind == "gate" and .end == "PASS")) and
  (.timeline | any(.kind == "queued" and .end == "conflict")) and
  ([.time | .agent_ms, .check_ms, .prepare_ms, .collect_ms, .other_ms, .gate_ms, .idle_ms] | add) ==
    .time.workers * .time.wall_ms' "$out" > "$MARKS/jq" || fail "the JSON report is not as it should be"

report trace
jq -e '[.traceEvents[] | select(.ph == "X" and .cat == "attempt") | .name] as $slices |
  ($slices | index("A-1")) and ($slices | index("C-1")) and .schema == "sage.trace/1" and
  ([.traceEvents[] | select(.ph == "C") | .args.results] | last) == 0' "$out" > "$MARKS/jq" ||
  fail "the trace is not as it should be"

report html
assert_says "$out" "<!doctype html>" "Content-Security-Policy"
sed -n 's|.*id="facts">\(.*\)</script>$|\1|p' "$out" | jq -e '.tickets | length == 5' > "$MARKS/jq" ||
  fail "the page does not hold the facts"

run_stream report --format=text --output report.txt
assert_exit 0
assert_file report.txt "$plain"
assert_same "" "$(cat "$out")" "stdout beside --output"
rm report.txt
assert_clean
assert_sound
