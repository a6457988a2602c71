#!/usr/bin/env bash
# What forbids a rollback is said before anything moves: what came later and changed the same lines,
# tickets that depend on it, local edits, a merge in progress, a stream at work.
source "$(dirname "$0")/support/harness.sh"

new_repository
printf '%s\n' one two three > lines
tickets 'A-1: sed -i s/two/TWO/ lines' 'B-1 (A-1): echo b > b' 'C-1: echo c > c' 'D-1: echo d > d'
commit_all
run_stream --auto
assert_exit 0
sed -i s/TWO/2/ lines
commit_all 'A person changes the line, too'
tip=$(git rev-parse HEAD)
refused() { # refused CODE TEXT… : nothing has changed
  assert_exit "$1"
  assert_says "$err" "${@:2}"
  assert_same "$tip" "$(git rev-parse HEAD)" "branch"
  assert_state COMPLETED A-1 B-1 C-1 D-1
}

run_stream rollback --ticket A-1 --force
refused 6 'B-1 is COMPLETED and depends on' --with-dependents
run_stream rollback --ticket A-1 --with-dependents --force
refused 6 'A-1 in lines' 'git log' '..main -- lines'
run_stream rollback --ticket A-1 --onto nowhere --force
refused 6 'there is no such branch'
git rev-parse -q --verify nowhere && fail 'the branch was made'
assert_clean
echo mine >> c
run_stream rollback --ticket C-1 --force
refused 6 'local changes' ': c'
assert_file c $'c\nmine'
git checkout -q c
git checkout -qb other HEAD~1
echo other > lines
commit_all other
git checkout -q main
git merge -q other > "$MARKS/merge" 2>&1 && fail "the merge has no conflict"
run_stream rollback --ticket C-1 --force
refused 6 'in the middle of a merge'
git merge --abort
sleep 1000 &
sleeper=$!
mkdir .sage/stream.lock
jq -nc --argjson pid $sleeper --arg host "$(uname -n)" --arg ns "$(readlink /proc/self/ns/pid)" \
  --arg boot "$(cat /proc/sys/kernel/random/boot_id)" \
  --argjson start "$(awk '{ sub(/.*\) /, ""); print $20 }' /proc/$sleeper/stat)" \
  '{pid: $pid, start_time: $start, boot_id: $boot, host: $host, pid_namespace: $ns, nonce: "n"}' \
  > .sage/stream.lock/owner
run_stream rollback --ticket C-1 --force
refused 7 "pid $sleeper"
run_stream unlock
refused 7 'which is at work' --force
kill $sleeper
wait $sleeper || true
run_stream unlock # the holder is gone: nobody need be asked
assert_exit 0
assert_says "$out" 'which is gone'

run_stream rollback --ticket C-1 --force
assert_exit 0
git revert --no-edit "$tip" > "$MARKS/revert"
run_stream rollback --ticket A-1 B-1 --force # named, too
assert_exit 0
assert_file lines $'one\ntwo\nthree'
[ ! -e b ] || fail "b is still there"
assert_state UNPROCESSED A-1 B-1 C-1
assert_state COMPLETED D-1
git revert --no-edit "$(git log --format=%H --grep='#D-1' -1)" > "$MARKS/revert" # by hand
run_stream rollback --ticket D-1 --force
assert_exit 0
assert_says "$out" 'nothing to roll back: no landing of D-1 stands'
[ ! -e d ] || fail 'd is still there'
assert_clean
assert_sound
