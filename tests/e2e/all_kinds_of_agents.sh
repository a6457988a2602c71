#!/usr/bin/env bash
# Good and bad agents in one run: each bad one gets what it deserves, all others land.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: exit 1' 'C-1: sleep 1000' 'D-1: setsid sleep 1000 & echo d > d' \
  'E-1: yes | head -c 100M; echo e > e' 'F-1: rm -rf .git; echo x > .git; echo f > f' \
  'G-1: echo "[]" > .sage/tickets/index.json; echo g > g' 'H-1: ln -s /etc h' 'I-1: kill -9 $$' \
  'J-1: echo j > j'
commit_all
run_stream --auto --parallel=2 --timeout 8s --attempts 1
assert_exit 1
assert_landed A-1 D-1 E-1 F-1 G-1 H-1 J-1
assert_not_landed B-1 C-1 I-1
assert_state DEFERRED B-1 C-1 I-1
assert_clean
assert_sound
