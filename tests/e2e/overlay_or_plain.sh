#!/usr/bin/env bash
# workspace.backend: by itself an overlay is taken by root for a large tree where there can be one,
# else plain; overlay where there can be none is one clear error before anything is run. The run says
# which it is. Both use the same slots after each other.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/overlays.sh"

new_repository
tickets 'A-1: echo a > a'
commit_all
run_stream --auto
assert_exit 0
assert_says "$err" "plain workspaces"

git config sage.workspace.backend fast
run_stream --auto
assert_exit 4
assert_says "$err" workspace.backend fast
git config --unset sage.workspace.backend

needs_overlays
mkdir many
(cd many && touch {1..2100})
tickets 'B-1: echo b > b; rm many/7'
commit_all
run_stream --auto
assert_exit 0
by_itself=overlay
[ "$(id -u)" -eq 0 ] || by_itself=plain
assert_says "$err" "$by_itself workspaces"
assert_landed B-1
[ ! -e many/7 ] || fail "many/7 is still there"
[ -e many/8 ] || fail "many/8 is gone"

for backend in plain overlay plain; do
  tickets "C-$backend: echo $backend > c; rm many/8; touch many/8"
  commit_all
  run_stream --auto --workspace.backend "$backend"
  assert_exit 0
  assert_says "$err" "$backend workspaces"
  assert_file c "$backend"
  assert_clean
done

without_mounts
tickets 'D-1: mark ran'
commit_all
SAGE_WORKSPACE_BACKEND=overlay run_stream --auto
assert_exit 4
assert_says "$err" "workspace.backend is overlay" "cannot make a mount namespace" "hint: "
assert_same 1 "$(grep -c 'workspace.backend' "$err")" "lines"
[ ! -e "$MARKS/ran" ] || fail "something was run"
run_stream --auto
assert_exit 0
assert_says "$err" "plain workspaces"
