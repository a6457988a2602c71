#!/usr/bin/env bash
# Every kind of name and change lands right: spaces, newlines and non-ASCII in names, empty
# files, executable bits, links, deletions, a file in place of a folder and the reverse,
# mode-only changes.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p folder/deep other
echo 1 > folder/deep/file; echo 2 > plain; echo 3 > gone; echo 4 > tool; echo 5 > other/last
ln -s plain link; echo 6 > to-link
program agent <<'AGENT'
set -e
echo s > 'with space'; echo n > "new
line"; echo u > 'ünï-日本'; printf 'q\\"' > 'quote"back\slash'; echo b > "$(printf 'byte-\351')"
: > empty
rm gone; chmod +x tool
rm -rf folder; echo now > folder
rm plain; mkdir plain; echo in > plain/inside
rm link; echo file > link
rm to-link; ln -s tool to-link
rm -r other
mkdir -p a/b/c/d; echo deep > a/b/c/d/e; echo '#!/bin/sh' > a/run; chmod 755 a/run; chmod 600 empty
AGENT
tickets 'A-1'
commit_all
run_stream --auto --agent agent
assert_exit 0
assert_landed A-1

mkdir "$test_folder/expected" && cd "$test_folder/expected"
git -C "$test_folder/repo" archive HEAD~1 | tar x
agent
git init -q . && git add -A
git rm -q --cached .sage/tickets/index.json
expected=$(git ls-files -s)
cd "$test_folder/repo"
git read-tree --index-output="$test_folder/index" HEAD
actual=$(GIT_INDEX_FILE=$test_folder/index git ls-files -s | grep -v index.json)
assert_same "$expected" "$actual" "the tree"
[ -x tool ] || fail "tool is not executable in the checkout"
assert_file $'new\nline' n
assert_clean
assert_sound
