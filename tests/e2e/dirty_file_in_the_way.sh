#!/usr/bin/env bash
# An edited file that a landing would touch is not overwritten: that ticket is deferred with the
# reason and its result kept; when the edit is committed, 'land' lands it, and tells the landing as if
# it had done the work.
source "$(dirname "$0")/support/harness.sh"

new_repository
printf '%s\n' one two three four five six seven > shared.txt
tickets 'A-1: sed -i "s/seven/SEVEN/" shared.txt' 'B-1: echo b > b'
commit_all
sed -i 's/one/my edit/' shared.txt
mine=$(cat shared.txt)
run_stream --auto
assert_exit 1
assert_landed B-1
assert_deferred local_changes A-1
assert_result_kept A-1
assert_same "$mine" "$(cat shared.txt)" "the edited file"
assert_same " M shared.txt" "$(git status --porcelain)" "git status"
assert_sound

run_stream land
assert_exit 1
assert_says "$err" 'deferred A-1: local_changes'
git commit -qam "My edit"
git gc -q --prune=now
run_stream land
assert_exit 0
grep -q deferred "$err" && fail "it is deferred once more before it lands"
assert_says "$out" '1 file' 'Ticket A-1'
assert_says "$err" '(1 merged) 0ms Ticket A-1'
assert_landed A-1 B-1
assert_state COMPLETED A-1
assert_file shared.txt "$(sed 's/seven/SEVEN/' <<< "$mine")"
assert_clean
assert_sound
