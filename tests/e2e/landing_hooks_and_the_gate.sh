#!/usr/bin/env bash
# Hooks are asked of what the gate has passed, in every kind of train, once for each landing; which
# hooks those are is never an agent's to say.
source "$(dirname "$0")/support/harness.sh"

program refuse-bad <<'HOOK'
echo "$SAGE_TICKET_ID" >> "$MARKS/asked"
! grep -qs odd b
HOOK
for mode in serial speculative batch; do
  new_repository $mode
  git config core.hooksPath githooks # tracked, relative: an agent may write there
  mkdir githooks
  cp "$test_folder/bin/refuse-bad" githooks/pre-commit
  tickets 'A-1: echo a > a' 'A-2: echo "exit 0" > githooks/pre-commit; echo odd > b' \
    'A-3: echo bad > c' 'A-4 (A-1): echo d > d'
  git add -A
  git -c core.hooksPath=/dev/null commit -q -m "Prepare"
  : > "$MARKS/asked"
  run_stream --auto --parallel=2 --attempts 1 --landing.train $mode --landing.hooks \
    --gate "sh -c '! grep -qs bad c'"
  assert_exit 1
  assert_deferred hook_refused A-2
  assert_deferred gate_failed A-3
  grep -q A-1 "$MARKS/asked" || fail "the hook was not asked of A-1"
  grep -q A-3 "$MARKS/asked" && fail "the hook was asked of what the gate rejects"
  assert_landed A-4
  assert_sound
done
