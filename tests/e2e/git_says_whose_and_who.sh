#!/usr/bin/env bash
# Whose repositories are trusted, and who commits, is as git has it: safe.directory, "*" included, and
# GIT_COMMITTER_* before user.*.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
commit_all
GIT_COMMITTER_NAME="A Machine" GIT_COMMITTER_EMAIL=machine@example.com run_stream --auto
assert_exit 0
assert_same "A Machine <machine@example.com>" "$(git log -1 --format='%cn <%ce>')" "the committer"

[ "$(id -u)" = 0 ] || { echo "only root can give a folder away: the rest is skipped"; exit 0; }
chown 12345 . .git
run_stream ready
assert_exit 6
assert_says "$err" "git config --global --add safe.directory $PWD"
git config --global --add safe.directory '*'
run_stream ready
assert_exit 0
git config --global --add safe.directory ''
run_stream ready
assert_exit 6
