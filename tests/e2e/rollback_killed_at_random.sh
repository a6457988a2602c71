#!/usr/bin/env bash
# A rollback is killed with SIGKILL at random instants: said again, it comes to the same end. Before
# it is, and without it being said again, the next run does the tickets anew, each once.
source "$(dirname "$0")/support/harness.sh"

seed=${E2E_SEED:-$RANDOM}
RANDOM=$seed
echo "seed $seed (E2E_SEED=$seed repeats it)"
new_repository made
lines=()
for i in {101..110}; do lines+=("T-$i: mkdir -p d; echo T-$i > d/$i; echo T-$i > $i"); done
tickets "${lines[@]}"
commit_all
run_stream --auto --parallel=2
assert_exit 0

for round in {1..24}; do
  cp -a "$test_folder/made" "$test_folder/round"
  cd "$test_folder/round"
  for kill in 1 2; do
    start_stream rollback --component T --force
    read -rt "0.$(printf '%03d' $((RANDOM % 120)))" <> <(:) || true
    kill -KILL $stream 2> "$MARKS/kill" || true
    wait_stream
  done
  if [ $((round % 3)) = 0 ]; then # a drain comes first
    taken=$(git log --format=%s | grep -c '^revert' || true)
    case $taken in 0 | 10) ;; *) fail "$taken reverts" ;; esac
    run_stream --auto --parallel=2
    assert_exit 0
    assert_state COMPLETED T-101 T-110
    assert_same $((10 + taken)) "$(git log --format='%(trailers:key=Sage-Ticket,valueonly)' | grep -c T-)" "landings"
    assert_file 105 T-105
  else
    run_stream rollback --component T --force
    assert_exit 0
    assert_same 10 "$(git log --format=%s | grep -c '^revert')" "reverts"
    assert_state UNPROCESSED T-101 T-105 T-110
    assert_same "" "$(ls -d d 1?? 2> "$MARKS/ls")" "files left"
  fi
  assert_clean
  assert_sound
  cd "$test_folder"
  rm -rf "$test_folder/round"
done
