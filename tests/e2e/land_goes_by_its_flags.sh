#!/usr/bin/env bash
# land takes the flags of a run that mean something for a landing: another gate or none, another
# branch, hooks, a push; and none that are about agents. It says that it starts no ticket.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: echo b > b'
commit_all
git branch side
git config sage.gate "sh -c 'test ! -e a && test ! -e b'"
git config sage.attempts 1
run_stream --auto
assert_exit 1
assert_deferred gate_failed A-1 B-1

run_stream land --parallel=many
assert_exit 2
run_stream land --attempts 2
assert_exit 2
run_stream land A-1 --gate 'unclosed " quote'
assert_exit 2
assert_says "$err" "--gate: expected a command line with its quotes closed"
run_stream land A-1
assert_exit 1
assert_says "$err" "only what is finished lands"
assert_not_landed A-1
run_stream land A-1 --gate 'test -f a' --parallel=2
assert_exit 0
assert_landed A-1
run_stream land B-1 --gate '' --push
assert_exit 4
assert_says "$err" "no remote"
git init -q --bare "$test_folder/far.git"
git remote add origin "$test_folder/far.git"
run_stream land B-1 --gate '' --push=origin
assert_exit 0
assert_landed B-1
assert_same "$(git rev-parse main)" "$(git -C "$test_folder/far.git" rev-parse main)" "the far main"

run_stream --auto --onto side --ticket A-1
assert_exit 1
run_stream land A-1 --onto side --gate ''
assert_exit 0
branch=side assert_landed A-1
assert_clean
