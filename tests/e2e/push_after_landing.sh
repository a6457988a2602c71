#!/usr/bin/env bash
# --push brings what landed to a remote: safe to repeat, by name, from worktrees and bare
# repositories, through the user's hooks, and never by force.
source "$(dirname "$0")/support/harness.sh"

far_tip() { git -C "$test_folder/far.git" rev-parse "${1:-main}"; }
assert_pushed() { assert_same "$(git rev-parse "${1:-main}")" "$(far_tip "${1:-main}")" "the far ${1:-main}"; }

new_repository
tickets 'A-1: echo a > a' 'B-1 (A-1): echo b > b'
commit_all
run_stream --auto --push
assert_exit 4
assert_says "$err" "push: this repository has no remote"
git init -q --bare "$test_folder/far.git"
git remote add origin "$test_folder/far.git"
git push -q origin main
run_stream --auto --push=orign
assert_exit 4
assert_says "$err" "did you mean origin?"
assert_not_landed A-1

run_stream hooks install
run_stream --auto --push
assert_exit 0
assert_landed A-1 B-1
assert_says "$out" "pushed to origin"
assert_pushed

# what an earlier run landed and did not push
git init -q --bare "$test_folder/second.git"
git remote add second "$test_folder/second.git"
edit_index '.tickets += [{id: "C-1", title: "C", state: "UNPROCESSED", run: "echo c > c"}]'
commit_all
run_stream --auto
assert_landed C-1
git config sage.push origin
run_stream --auto
assert_exit 0
assert_pushed
assert_same 1 "$(grep -ch '"event":"pushed"' .sage/runs/*/journal.ndjson | tail -n 1)" "pushes"
run_stream --auto
assert_exit 0
assert_same 0 "$(grep -c 'pushed' "$out")" "word of a push that had nothing to do"
run_stream --auto --push=second
assert_exit 0
assert_same "$(git rev-parse main)" "$(git -C "$test_folder/second.git" rev-parse main)" "the second remote"
run_stream --auto --push=false
assert_exit 0

# somebody else has pushed: nothing of theirs is written over, nothing of ours is lost
git clone -q "$test_folder/far.git" "$test_folder/theirs"
git -C "$test_folder/theirs" commit -q --allow-empty -m "Theirs"
git -C "$test_folder/theirs" push -q
theirs=$(far_tip)
edit_index '.tickets += [{id: "D-1", title: "D", state: "UNPROCESSED", run: "echo d > d"}]'
commit_all
run_stream --auto
assert_exit 1
assert_landed D-1
assert_says "$err" "not pushed" "rejected: origin has commits that are not here; merge first"
! grep -q hint: "$err" || fail "git's advice is told, which is not for a run"
assert_says "$out" "not pushed to origin" "the next run with push pushes"
assert_same "$theirs" "$(far_tip)" "the far main"
git pull -q --no-rebase --no-edit origin main
run_stream --auto
assert_exit 0
assert_pushed

# a hook of the user's has its say
printf '#!/bin/sh\necho not on a Friday >&2\nexit 1\n' > .git/hooks/pre-push.before-sage
chmod +x .git/hooks/pre-push.before-sage
git commit -q --allow-empty -m "More"
run_stream --auto
assert_exit 1
assert_says "$err" "not on a Friday"
rm .git/hooks/pre-push.before-sage

# the remote has its say, too; the next run with push pushes, with nothing else to do
printf '#!/bin/sh\necho frozen until Monday >&2\nexit 1\n' > "$test_folder/far.git/hooks/pre-receive"
chmod +x "$test_folder/far.git/hooks/pre-receive"
edit_index '.tickets += [{id: "F-1", title: "F", state: "UNPROCESSED", run: "echo f > f"}]'
commit_all
for _ in landing again; do
  run_stream --auto
  assert_exit 1
  assert_landed F-1
  assert_says "$err" "not pushed" "frozen until Monday"
done
rm "$test_folder/far.git/hooks/pre-receive"
run_stream --auto
assert_exit 0
assert_pushed

# a branch that would bring the remote nothing is not made there; one that lags behind is brought on
git branch idle
run_stream --auto --onto idle
assert_exit 0
assert_same "" "$(git ls-remote origin refs/heads/idle)" "a branch of nothing"
git branch lagging
git push -q origin main~1:refs/heads/lagging
run_stream --auto --onto lagging
assert_pushed lagging

# a linked worktree, onto a branch of its own
git worktree add -q "$test_folder/tree" -b topic
cd "$test_folder/tree"
edit_index '.tickets += [{id: "E-1", title: "E", state: "UNPROCESSED", run: "echo e > e"}]'
commit_all
run_stream --auto
assert_exit 0
assert_landed E-1
assert_pushed topic
assert_sound

# a bare repository
git clone -q --bare "$test_folder/repo" "$test_folder/bare.git"
cd "$test_folder/bare.git"
git remote set-url origin "$test_folder/second.git"
run_stream --auto --onto topic --push
assert_exit 0
assert_same "$(git rev-parse topic)" "$(git -C "$test_folder/second.git" rev-parse topic)" "the far topic"
