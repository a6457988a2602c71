#!/usr/bin/env bash
# text and eol attributes hold: what an agent writes with CRLF is stored as git would store it,
# and the checkout has CRLF again.
source "$(dirname "$0")/support/harness.sh"

new_repository
printf '*.txt text eol=crlf\n*.sh text eol=lf\n*.bin -text\n' > .gitattributes
printf 'one\r\n' > a.txt
printf 'x\r\n' > a.bin
printf 'one\r\n' > "$MARKS/a"
program edit <<'AGENT'
set -e
cmp a.txt "$MARKS/a"
printf 'two\r\n' >> a.txt
printf 'new\r\n' > new.txt
printf 'y\r\n' >> a.bin
printf 'z\r\n' > z.sh
AGENT
tickets 'A-1: edit'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1
assert_same $'one\ntwo' "$(git cat-file blob HEAD:a.txt)" "the stored text"
assert_same $'one\r\ntwo\r' "$(cat a.txt)" "the checked-out text"
assert_same $'new\r' "$(cat new.txt)" "the new text"
assert_same $'x\r\ny\r' "$(git cat-file blob HEAD:a.bin)" "the binary file"
assert_same z "$(git cat-file blob HEAD:z.sh)" "the script"
assert_clean
assert_sound
