#!/usr/bin/env bash
# workspace.copy takes one path each time it is given, on the command line and in git's configuration.
source "$(dirname "$0")/support/harness.sh"

new_repository
printf 'one\ntwo\n' > .gitignore
echo 1 > one
echo 2 > two
tickets 'A-1: cat one two > three'
commit_all
run_stream --auto --workspace.copy one --workspace.copy two
assert_exit 0
assert_file three $'1\n2'
assert_clean

new_repository in-git
printf 'one\ntwo\n' > .gitignore
echo 1 > one
echo 2 > two
tickets 'A-1: cat one two > three'
commit_all
git config --add sage.workspace.copy one
git config --add sage.workspace.copy two
run_stream --auto
assert_exit 0
assert_file three $'1\n2'
