#!/usr/bin/env bash
# Where nobody can be asked, a mode that asks ends with exit code 2 before it changes anything; with
# --yes each question gets its usual answer.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b' 'B-2: exit 1'
commit_all
before=$(find .git .sage | sort)
for mode in '' --interactive --semi-auto --parallel-interactive; do
  run_stream $mode
  assert_exit 2
  assert_says "$err" --auto
done
run_stream --yes
assert_exit 2
assert_same "$before" "$(find .git .sage | sort)" "files"

run_stream --semi-auto --yes --attempts=1
assert_exit 1
assert_says "$err" 'Go on with A? [Yes/skip/pause] yes (--yes)' \
  'Try 1 deferred ticket again? [yes/No] no (--yes)'
assert_landed A-1 B-1
assert_deferred agent_failed B-2
for mode in --interactive --parallel-interactive; do
  edit_index '.tickets += [{"id": "'"C$mode"'", "title": "C", "state": "UNPROCESSED", "run": "echo > '"c$mode"'"}]'
  commit_all
  run_stream $mode --yes
  assert_exit 1
  assert_landed "C$mode"
done
assert_clean
assert_sound
