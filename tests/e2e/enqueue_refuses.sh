#!/usr/bin/env bash
# What must not land by `enqueue` is refused in one line, and nothing is queued or pinned: files
# outside, ignored, missing, of git's or of the stream's own, links that lead out.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo '*.log' > .gitignore
tickets A-1 'E-1'
edit_index '.tickets[1].type = "epic"'
commit_all
echo x > debug.log
echo x > "$test_folder/outside"
ln -s ../../etc/passwd out
ln -s "$test_folder" way
echo x > .sage/config.json.new
mkfifo fifo

code=4
refuses() { # refuses TEXT ARGUMENT…
  run_stream enqueue "${@:2}"
  assert_exit $code
  assert_says "$err" "$1"
  assert_same 1 "$(grep -vc '^hint: ' "$err")" "lines"
  assert_same "" "$(ls .sage/commit-queue/*.json 2> "$MARKS/ls")" "entries"
  assert_same "" "$(git for-each-ref refs/sage)" "pins"
}
refuses 'git ignores it' --ticket A-1 debug.log
refuses 'not a file of this repository' --ticket A-1 ../outside
refuses 'not a file of this repository' --ticket A-1 way/outside
refuses 'leads out' --ticket A-1 out
refuses 'may land' --ticket A-1 .git/config
refuses 'may land' --ticket A-1 .sage/tickets/index.json
refuses 'may land' --ticket A-1 .sage/config.json.new
refuses 'not there' --ticket A-1 missing
refuses 'neither a file' --ticket A-1 fifo
refuses 'nothing to land' --ticket A-1 .gitignore
refuses 'an epic' --ticket E-1 .gitignore
code=2
refuses 'expected files or --result' --ticket A-1
refuses 'no commit' --ticket A-1 --result nowhere
refuses 'did you mean A-1' --ticket A-2 .gitignore
run_stream enqueue .gitignore
assert_exit 2
run_stream enqueue --ticket A-1 --result HEAD .gitignore
assert_exit 2
git clone -q --bare . "$test_folder/bare.git"
cd "$test_folder/bare.git"
run_stream enqueue --ticket A-1 file
assert_exit 4
