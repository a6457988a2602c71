#!/usr/bin/env bash
# A long drain keeps few files open, whoever drains and whoever works: with no more than a shell is
# given on a small system, many times as many tickets land.
source "$(dirname "$0")/support/harness.sh"

mapfile -t backlog < <(for i in {101..220}; do echo "T-$i: echo $i > file-$i"; done)
new_repository
tickets "${backlog[@]}"
commit_all
ulimit -n 100
run_stream --auto --parallel=2
assert_exit 0
mapfile -t ids < <(seq -f 'T-%g' 101 220)
assert_landed "${ids[@]}"
ulimit -n "$(ulimit -Hn)" 2> "$MARKS/ulimit" || true
assert_clean
assert_sound
