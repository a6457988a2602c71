#!/usr/bin/env bash
# On a terminal the view ends with the cursor shown, after a whole run and after an interrupt.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): mark b; await go; echo b > b'
commit_all

cursor_is_shown() { # in the recorded terminal output
  local shown hidden
  hidden=$(grep -aobF $'\e[?25l' "$1" | tail -n 1 | cut -d: -f1)
  shown=$(grep -aobF $'\e[?25h' "$1" | tail -n 1 | cut -d: -f1)
  [ -z "$hidden" ] || [ "${shown:--1}" -gt "$hidden" ] || fail "the cursor stays hidden"
}
TERM=xterm-256color script -qec "'$SAGE_STREAM' --auto" "$test_folder/typed" > "$out" < /dev/null &
session=$!
wait_for test -e "$MARKS/b"
kill -INT "$(jq .pid .sage/stream.lock/owner)"
touch "$MARKS/go"
wait $session || true
cursor_is_shown "$test_folder/typed"
run_stream --auto
assert_landed A-1 B-1
assert_says "$test_folder/typed" B-1
assert_sound
