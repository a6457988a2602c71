#!/usr/bin/env bash
# Where CI is set a terminal is not taken for one: no question, no colour, no live view.
source "$(dirname "$0")/support/harness.sh"
export TERM=xterm-256color

on_terminal_of_ci() { # on_terminal_of_ci [OPTION]…: its exit code is $status
  status=0
  CI=true timeout -k 5 60 script -qec "'$SAGE_STREAM' $*" "$test_folder/typed" > "$out" < /dev/null || status=$?
}

new_repository
tickets 'A-1: echo a > a'
commit_all
on_terminal_of_ci
assert_exit 2
assert_says "$out" "say how to run"
on_terminal_of_ci --auto
assert_exit 0
assert_landed A-1
assert_says "$out" "started A-1"
! grep -q $'\033' "$out" || fail "colour or a live view"
