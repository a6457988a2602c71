#!/usr/bin/env bash
# The same 40 tickets while the coordinator, or everything, is killed with SIGKILL every few
# seconds until a run comes to its end.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/forty.sh"

seed=${E2E_SEED:-$RANDOM}
RANDOM=$seed
echo "seed $seed (E2E_SEED=$seed repeats it)"

gate_timeout=4s forty_tickets
touch "$MARKS"/begun-X-30{1,2,3} # nobody waits for an agent that was killed
ended() { ! kill -0 $stream 2> "$MARKS/ended"; }
ended_within() { # ended_within MILLISECONDS
  local deadline=$((${EPOCHREALTIME/./} + $1 * 1000))
  until ended; do
    [ "${EPOCHREALTIME/./}" -lt $deadline ] || return 1
    read -rt 0.02 <> <(:) || true
  done
}
kills=0
while true; do
  start_stream --auto --parallel=4
  patience=$((400 + RANDOM % 2000 + kills * 250)) # the gate's timeout must fit in, in the end
  if ended_within $patience; then
    wait_stream
    break
  fi
  kill -KILL $stream 2> "$MARKS/kill" || true
  [ $((RANDOM % 2)) = 0 ] || kill_processes_left
  wait_stream
  kills=$((kills + 1))
done
echo "killed $kills times"
assert_exit 1
assert_right_ones_landed
assert_every_commit_passes
assert_clean
assert_sound
