#!/usr/bin/env bash
# Every hook, fired by git itself: what is wrong is refused, what is right passes, and what became
# ready is said.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true' 'B-1 (A-1): true'
commit_all
run_stream hooks install
assert_exit 0
assert_says "$out" "pre-commit: installed" "pre-receive: installed"

# pre-commit: only staged tickets count, and only if they changed
git_says() { # git_says STATUS WORDS…: what git did, its words in $err
  local expected=$1 found=0
  git "${@:2}" > "$out" 2> "$err" < /dev/null || found=$?
  [ "$found" = "$expected" ] || fail "git $2: exit status $found, expected $expected"
}
edit_index '.tickets[1].dependencies = ["A-7"]'
echo code > code
git add code
git_says 0 commit -m "Code beside a broken index that is not staged"
git_says 1 commit -a -m "Break the index"
assert_says "$err" "A-7"
git add .sage
git_says 1 commit -m "Break the index"
git_says 0 commit --no-verify -m "Break it all the same"
echo more > code
git_says 0 commit -m "The broken index does not change" code
git revert --no-edit HEAD~1 > "$out" || fail "git revert"

# commit-msg
git_says 0 commit --allow-empty -m "Done with UTF-8 and SHA-256" -m "For #A-1, A-1 and RFC-2119."
assert_same "" "$(cat "$err")" "words of the hook"
git_says 0 commit --allow-empty -m "See A-7, and #XY-3"
assert_says "$err" "warning: the message names A-7" "warning: the message names XY-3"
git config sage.hooks.unknownTicket refuse
git_says 1 commit --allow-empty -m "See A-7"
assert_says "$err" "the message names A-7, which is no ticket (did you mean A-1?)"
git config sage.hooks.unknownTicket ignore
git_says 0 commit --allow-empty -m "See A-7"
git config sage.hooks.stripAttribution true
git commit -q --allow-empty -F - <<'MESSAGE'
Subject

Body.

🤖 Generated with [Claude Code](https://example.org)

Co-authored-by: Grace Hopper <grace@example.org>
Co-Authored-By: Claude <noreply@example.org>
MESSAGE
assert_same "Subject

Body.

Co-authored-by: Grace Hopper <grace@example.org>" "$(git log -1 --format=%B)" "message"

# pre-push: to a repository that has no hook of its own
git init -q --bare "$test_folder/far.git"
git remote add far "$test_folder/far.git"
git_says 0 push -q far main
edit_index '.tickets[0].dependencies = ["B-1"]'
git commit -q --no-verify -a -m "A cycle"
other=$(git commit-tree -p main -m "Other" 'main^{tree}')
git_says 1 push far main:main "$other:refs/heads/new" main:refs/heads/again
assert_says "$err" "A-1 -> B-1 -> A-1" "refs/heads/main:" "refs/heads/new:"
assert_same 2 "$(grep -c cycle\] "$err")" "findings: one commit is looked at once"
git_says 0 push --no-verify far main
echo x > x
git add x && git commit -q -m "No tickets"
git_says 0 push far main
git_says 0 push far main:gone
git_says 0 push far :gone
git tag blob "$(git rev-parse HEAD:x)"
git_says 0 push far blob

# post-merge
edit_index '.tickets[0].dependencies = []'
git commit -q -a -m "No cycle"
git switch -q -c topic
edit_index '.tickets[0].state = "COMPLETED"'
git commit -q -a -m "A-1 is done"
git switch -q main
git_says 0 merge -q topic
assert_says "$err" "ready now: B-1 Ticket B-1"
assert_same 1 "$(grep -c 'ready now' "$err")" "tickets that became ready"
git_says 0 merge -q topic
assert_same "" "$(cat "$err")" "words of a merge that does nothing"

# uninstall: git goes its own way again
run_stream hooks uninstall
assert_exit 0
assert_same "" "$(find .git/hooks -type f ! -name '*.sample')" "hooks left"
echo '{' > .sage/tickets/index.json
git commit -q -a -m "Nobody looks" || fail "git commit"
