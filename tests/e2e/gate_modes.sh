#!/usr/bin/env bash
# One by one, speculatively or in batches: the same results land, and nothing that does not pass.
source "$(dirname "$0")/support/harness.sh"

for mode in serial speculative batch; do
  new_repository $mode
  tickets 'A-1: echo good > a' 'A-2: echo bad > b' 'A-3: echo good > c' 'A-4: echo good > d' \
    'A-5: echo bad > e' 'A-6: echo good > f'
  commit_all
  run_stream --auto --parallel=3 --attempts 1 --landing.train $mode \
    --gate "sh -c '! grep -q bad [a-f]'"
  assert_exit 1
  assert_landed A-1 A-3 A-4 A-6
  assert_deferred gate_failed A-2 A-5
  assert_result_kept A-2
  assert_clean
  assert_sound
done
run_stream --auto --landing.train fast
assert_exit 2
assert_says "$err" "speculative"
