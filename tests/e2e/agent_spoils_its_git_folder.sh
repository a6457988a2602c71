#!/usr/bin/env bash
# Whatever an agent writes into its .git (hooks, config, alternates, a file in its place, nothing
# at all) is never run or trusted: the work lands, and the next ticket finds a whole workspace.
source "$(dirname "$0")/support/harness.sh"

new_repository
program spoil-hooks <<'AGENT'
mkdir -p .git/hooks
for hook in post-checkout pre-commit post-commit reference-transaction post-index-change; do
  printf '#!/bin/sh\ntouch %s/pwned\n' "$MARKS" > .git/hooks/$hook
  chmod +x .git/hooks/$hook
done
AGENT
program spoil-config <<'AGENT'
git config core.fsmonitor "touch $MARKS/pwned; false"
git config core.hooksPath "$PWD/.git/hooks"
git config core.sshCommand "touch $MARKS/pwned"
git config filter.evil.clean "touch $MARKS/pwned; cat"
git config filter.evil.smudge "touch $MARKS/pwned; cat"
echo '* filter=evil' > .git/info/attributes
git config core.worktree /etc
AGENT
tickets 'A-1: spoil-hooks; echo a > a' \
  'B-1 (A-1): spoil-config; echo b > b' \
  'C-1 (B-1): echo /nonexistent > .git/objects/info/alternates; rm -rf .git/refs; echo c > c' \
  'D-1 (C-1): rm -rf .git; echo "gitdir: /nonexistent" > .git; echo d > d' \
  'E-1 (D-1): rm -rf .git; ln -s /etc .git; echo e > e' \
  'F-1 (E-1): git log --oneline | grep -q E-1 && git status --porcelain && echo f > f'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1 B-1 C-1 D-1 E-1 F-1
[ ! -e "$MARKS/pwned" ] || fail "something that an agent wrote was run"
for name in a b c d e f; do assert_file $name $name; done
assert_clean
assert_sound
