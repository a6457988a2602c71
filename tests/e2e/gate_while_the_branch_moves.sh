#!/usr/bin/env bash
# The user commits to the branch again and again while results are tested: what lands has passed on
# top of those commits, and none of them is lost.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'A-2: echo a > b' 'A-3: echo a > c' 'A-4: echo a > d'
commit_all
start_stream --auto --parallel=2 --gate "sh -c 'sleep 0.2; ls > /dev/null'"
commits=0
while kill -0 $stream 2> "$MARKS/ended" && [ $commits -lt 25 ]; do
  echo $commits > theirs
  git add theirs
  if git commit -qm "User $commits" -- theirs 2> "$MARKS/commit"; then commits=$((commits + 1)); fi
  read -rt 0.1 <> <(:) || true
done
wait_stream
assert_exit 0
assert_landed A-1 A-2 A-3 A-4
assert_same $commits "$(git log --format=%s | grep -c '^User ')" "the user's commits"
assert_sound
