#!/usr/bin/env bash
# Daemons that an agent leaves behind, in sessions of their own too, end with it, and its work
# lands.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: sleep 1000 & setsid sleep 1000 & (setsid sh -c "setsid sleep 1000 &" &) ; echo a > a'
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1
assert_clean
assert_sound
