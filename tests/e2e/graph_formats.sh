#!/usr/bin/env bash
# 'graph' in every form, of a backlog whose titles are hostile; graphviz takes the dot, where it is
# installed. --component and --ticket show a part.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true' 'A-2 (A-1): true' 'B-1 (A-2): true' 'B-2: true' 'C-1 (B-1, B-2): true'
edit_index '.tickets[1].title = "say \"hi\"\n\\N [x] <b>&amp; #1; `y` %% \u001b[31m end"'
commit_all
run_stream graph
assert_exit 0
assert_says "$out" "● A-1  ready" "also after B-2" "critical path: 4 tickets" '\x1b[31m'
assert_same 5 "$(grep -c '^[│├─ ]*[●○]' <(sed '/critical path/d' "$out"))" "lines of tickets"
LC_ALL=C run_stream graph --format=text
assert_says "$out" "* A-1"
run_stream graph --format=dot
assert_exit 0
! command -v dot > "$test_folder/which" || dot -Tsvg "$out" > "$test_folder/graph.svg"
run_stream graph --format=mermaid
assert_exit 0
assert_says "$out" "flowchart LR" 'say #quot;hi#quot;' "t0 ==> t1"
run_stream graph --format=json
jq -e '.schema == "sage.graph/1" and .critical_path == ["A-1", "A-2", "B-1", "C-1"]' "$out" \
  > "$test_folder/jq" || fail "$(cat "$out")"
run_stream graph --component B --format=json
assert_same '["B-1","B-2"]' "$(jq -c '[.tickets[].id]' "$out")"
run_stream graph --ticket B-1 --format=json
assert_same '["A-1","A-2","B-1","C-1"]' "$(jq -c '[.tickets[].id]' "$out")"
run_stream graph --ticket B-9
assert_exit 2
run_stream graph --format=svg
assert_exit 2
