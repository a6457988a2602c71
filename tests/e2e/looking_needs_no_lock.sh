#!/usr/bin/env bash
# ready, graph, explain and --dry-run look and write nothing: beside a running stream, during a merge,
# in a bare repository, in a linked worktree, where the checkout cannot be written.
source "$(dirname "$0")/support/harness.sh"

look() { # look WHAT-ready-lists…: all four commands work here
  local command
  for command in 'graph' 'graph --format=dot' 'graph --format=mermaid' 'graph --format=json' \
    'explain B-1' '--dry-run' 'ready --format=json' 'ready'; do
    # shellcheck disable=SC2086
    run_stream $command
    assert_exit 0
  done
  assert_same "$*" "$(cut -d' ' -f1 "$out" | xargs)" "what is ready"
}

new_repository
tickets 'A-1: mark a; await go; echo a > a' 'B-1 (A-1): echo b > b' 'C-1: echo c > c'
edit_index '.tickets[2].priority = "P0"'
commit_all
look C-1 A-1
run_stream ready --limit 1
assert_same "C-1  P0  Ticket C-1" "$(cat "$out")"
git worktree add -q "$test_folder/linked"
git clone -q --bare . "$test_folder/bare"
cd "$test_folder/linked"
look C-1 A-1
[ -z "$(git status --porcelain --ignored)" ] || fail "something was written into the linked worktree"
cd "$test_folder/bare"
look C-1 A-1
[ ! -e sage ] || fail "something was written into the bare repository"
cd "$test_folder/repo"
[ ! -e .sage/runs ] || fail "something was written"

start_stream --auto # what it has in hand is not ready
wait_for test -e "$MARKS/a"
"$SAGE_STREAM" ready --format=json > "$test_folder/ready"
assert_same "[]" "$(jq -c '[.tickets[].id]' "$test_folder/ready")"
"$SAGE_STREAM" graph > "$test_folder/graph"
assert_says "$test_folder/graph" "running"
touch "$MARKS/go"
wait_stream
assert_exit 0

edit_index '.tickets[].state = "UNPROCESSED"'
echo main > c
commit_all
git switch -q -c other HEAD~1
echo other > c
git commit -qam other
git merge -q main > "$test_folder/merge" 2>&1 && fail "the merge was to conflict"
git checkout -q main -- .sage
look C-1 A-1
git merge --abort
git switch -q main
assert_sound
