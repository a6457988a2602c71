#!/usr/bin/env bash
# --format=junit --output writes a JUnit document that follows the schema whatever tickets and agents
# say; stdout keeps the summary. `report` gives the same document of the same run.
source "$(dirname "$0")/support/harness.sh"

valid() { # valid FILE
  xmllint --nonet --noout --schema "$SAGE_SOURCE/tests/report/junit.xsd" "$1" 2> "$MARKS/xmllint" ||
    fail "$1 does not follow the schema: $(head -n 3 "$MARKS/xmllint")"
}
value() { xmllint --nonet --xpath "string($2)" "$1"; } # value FILE XPATH

new_repository
tickets 'AUTH-1: echo a > a' 'AUTH-2: printf "\033[31mred\377 ]]></failure>\nboom\n" >&2; exit 3' \
  'AUTH-3 (AUTH-2): true' 'DB-1: true' 'DB-2: true'
edit_index '.tickets[0].title = "<&\"\u0001\u001b]0;x\u0007 ]]>\n\ufffe 漢 \ud83d\ude00" |
  .tickets[3].title = "" | .tickets[4].state = "COMPLETED"'
commit_all
run_stream --auto --attempts 1 --format=junit --output junit.xml
assert_exit 1
assert_says "$out" landed AUTH-1 deferred AUTH-2
valid junit.xml
assert_same 4 "$(value junit.xml /testsuites/@tests)" tests
assert_same 1 "$(value junit.xml /testsuites/@failures)" failures
assert_same 1 "$(value junit.xml '/testsuites/testsuite[@name="AUTH"]/@skipped')" skipped
assert_same "blocked by AUTH-2" "$(value junit.xml '//testcase[starts-with(@name, "AUTH-3 ")]/skipped/@message')"
assert_same agent_failed "$(value junit.xml '//failure/@type')" "why it failed"
value junit.xml '//failure' | found boom || fail "the last error is not told"
assert_same DB-1 "$(value junit.xml '//testsuite[@name="DB"]/testcase/@name')" "a ticket without a title"
"$SAGE_STREAM" report --format=junit --output again.xml
assert_same "$(cat junit.xml)" "$(cat again.xml)" "the document that report makes"
rm junit.xml again.xml

# Nothing was ready: there is a document all the same, here on stdout.
edit_index '.tickets[].state = "COMPLETED"'
commit_all
run_stream --auto --format=junit
assert_exit 0
valid "$out"
assert_same 0 "$(value "$out" /testsuites/@tests)" tests
run_stream --auto --format=json --output run.json
assert_exit 0
jq -e '.schema == "sage.run/1"' run.json > "$MARKS/jq"
assert_says "$out" "nothing was done"
rm run.json

# An interrupted run leaves its document.
tickets 'A-1: mark runs; await go; echo a > a' 'B-1: true'
commit_all
start_stream --auto --format=junit --output junit.xml
wait_for test -e "$MARKS/runs"
kill -INT "$stream"
wait_for grep -q interrupted "$err"
touch "$MARKS/go"
wait_stream
assert_exit 130
valid junit.xml
assert_same "not started" "$(value junit.xml '//testcase[starts-with(@name, "B-1 ")]/skipped/@message')"
