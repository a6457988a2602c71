#!/usr/bin/env bash
# A file whose attributes name a filter can be removed by a ticket, where nobody has edited it.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo '*.bin filter=lfs' > .gitattributes
echo pointer > a.bin
tickets 'A-1: rm a.bin'
commit_all
until [ "$(stat -c %.9Z a.bin)" '<' "$(stat -c %.9Y .git/index)" ]; do # else git cannot tell either
  git update-index --force-write-index
done
run_stream --auto
assert_exit 0
assert_landed A-1
[ ! -e a.bin ] || fail "it is still there"
assert_clean
