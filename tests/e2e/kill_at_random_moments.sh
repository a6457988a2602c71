#!/usr/bin/env bash
# The coordinator is killed with SIGKILL at 20 random moments of drains of 30 tickets; after the
# run that follows every ticket has landed exactly once, and no lock or process is left.
source "$(dirname "$0")/support/harness.sh"

seed=${E2E_SEED:-$RANDOM}
RANDOM=$seed
echo "seed $seed (E2E_SEED=$seed repeats it)"
mapfile -t backlog < <(
  for i in {101..130}; do
    needs=""
    [ $((i % 3)) -ne 0 ] || needs=" (T-$((i - 1)))"
    echo "T-$i$needs: sleep 0.03; mkdir -p d; echo T-$i > $i; echo $i > d/$i"
  done
)

for round in 1 2 3 4; do
  new_repository "round-$round"
  tickets "${backlog[@]}"
  commit_all
  for kill in 1 2 3 4 5; do
    start_stream --auto --parallel=2
    read -rt "$(printf '%d.%03d' $((RANDOM % 2)) $((RANDOM % 1000)))" <> <(:) || true
    kill -KILL $stream 2> "$MARKS/kill" || true
    [ $((RANDOM % 2)) = 0 ] || kill_processes_left
    wait_stream
  done
  run_stream --auto --parallel=2
  assert_exit 0
  assert_landed $(seq -f 'T-%g' 101 130)
  assert_state COMPLETED T-101 T-130
  for i in {101..130}; do assert_file $i T-$i; done
  assert_clean
  assert_sound
done
