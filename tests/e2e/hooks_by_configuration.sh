#!/usr/bin/env bash
# With git 2.54 or newer, hooks stand in git's configuration and the hooks' folder is left alone.
# The git here only says that it is so new; what such a git would run is run by hand, as it would:
# by a shell, with the arguments behind the command.
source "$(dirname "$0")/support/harness.sh"

real=$(command -v git)
program git <<GIT
if [ "\$1" = version ]; then echo "git version 2.54.0"; else exec '$real' "\$@"; fi
GIT
new_repository
tickets 'A-1: true'
commit_all
echo '#!/bin/sh' > .git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
mkdir .husky # in nobody's way
before=$(cat .git/hooks/*)
run_stream hooks install
assert_exit 0
assert_says "$out" "pre-commit: installed in git's configuration"
assert_same pre-commit "$(git config --local hook.sage-pre-commit.event)" "event"
assert_same "$before" "$(cat .git/hooks/*)" "the hooks' folder"
run_stream hooks install
assert_says "$out" "nothing to do"
run_stream hooks status
assert_says "$out" "commit-msg   installed (config)"

fire() { sh -c "$(git config "hook.sage-$1.command") \"\$@\"" "$@" > "$out" 2> "$err"; }
fire pre-commit || fail "nothing is staged"
edit_index '.tickets[0].dependencies = ["A-9"]'
git add .sage
fire pre-commit && fail "a broken index passes"
assert_says "$err" "A-9"
echo "For A-8" > .git/message
fire commit-msg .git/message || fail "commit-msg"
assert_says "$err" "the message names A-8"
echo "refs/heads/main $(git rev-parse HEAD) refs/heads/main 0000000000000000000000000000000000000000" |
  fire pre-push origin url || fail "pre-push"

run_stream hooks uninstall
assert_says "$out" "pre-commit: removed"
assert_same "" "$(git config --get-regexp '^hook\.' || true)" "configuration left"

# a repository whose hooks an older git installed
rm "$test_folder/bin/git"
rmdir .husky
run_stream hooks install
assert_says "$out" "pre-commit: installed, after your own"
program git <<GIT
if [ "\$1" = version ]; then echo "git version 3.0.1"; else exec '$real' "\$@"; fi
GIT
run_stream hooks install
assert_says "$out" "pre-commit: installed in git's configuration"
assert_same "$before" "$(cat .git/hooks/*)" "the hooks' folder"
