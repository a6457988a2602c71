#!/usr/bin/env bash
# --onto lands on another branch, made if it is missing, and touches neither the checkout nor its
# branch.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): test -f a && echo b > b'
commit_all
start=$(git rev-parse HEAD)
run_stream --auto --onto work
assert_exit 0
branch=work assert_landed A-1 B-1
assert_same "$start" "$(git rev-parse main)" "main"
assert_same main "$(git symbolic-ref --short HEAD)" "HEAD"
assert_same '["COMPLETED","COMPLETED"]' \
  "$(git show work:.sage/tickets/index.json | jq -c '[.tickets[].state]')" "states on work"
[ ! -e a ] || fail "the checkout was touched"
assert_clean
branch=work assert_sound

run_stream --auto --onto work
assert_exit 0
assert_same 1 "$(landings A-1 work)" "landings of A-1"
