#!/usr/bin/env bash
# Tickets with odd ids are of the component MISC wherever components are told or asked for.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'AUTH-1: echo a > a' 'fix-login-1: echo f > f' '2024-11: echo y > y'
edit_index '.tickets[1].component = "login"'
commit_all
run_stream ready --format=json
assert_same 'AUTH-1 AUTH login MISC' \
  "$(jq -r '[.tickets[] | {(.id): .component}] | add | "AUTH-1", .["AUTH-1"], .["fix-login-1"], .["2024-11"]' "$out" | xargs)" "components"
run_stream graph --component MISC
assert_exit 0
assert_says "$out" 2024-11
run_stream --auto --component 2024
assert_exit 2
run_stream --auto --component MISC
assert_exit 0
assert_landed 2024-11
assert_not_landed AUTH-1 fix-login-1
assert_same 'feat(MISC): #2024-11 Ticket 2024-11' "$(git log -1 --format=%s)" "subject"
run_stream report --format=json
assert_same 'AUTH MISC login' "$(jq -r '.components[].component' "$out" | xargs)" "of the report"
run_stream report --format=junit
assert_says "$out" '<testsuite name="MISC"'
edit_index 'del(.tickets[2])'
commit_all
run_stream rollback --component MISC --force
assert_exit 0
assert_says "$out" 2024-11
[ ! -e y ] || fail "2024-11 still stands"
assert_sound
