#!/usr/bin/env bash
# With --stallTimeout an agent that prints nothing for so long is ended; one that keeps printing
# is not.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo starting; sleep 1000' 'B-1: for i in 1 2 3 4 5 6; do echo $i; sleep 0.3; done; echo b > b'
commit_all
run_stream --auto --parallel=2 --stallTimeout 1s --attempts 1
assert_exit 1
assert_landed B-1
assert_state DEFERRED A-1
assert_clean
assert_sound
