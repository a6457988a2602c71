#!/usr/bin/env bash
# What the summary tells to type does what the run did: it names the flags that decide what lands
# and where, quoted for a shell; and it does not offer to land what `land` refuses.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: exit 1'
commit_all
git branch side
run_stream --auto --attempts 1 --onto side --gate "sh -c 'test ! -e a'" --landing.train=serial
assert_exit 1
flags="--onto side --landing.train serial --gate 'sh -c '\\''test ! -e a'\\'''"
said=$(tr '\n' ' ' < "$out" | tr -s ' ')
assert_says <(echo "$said") "to land it: sage-stream land A-1 $flags" \
  "hint: sage-stream --auto --retry-deferred $flags tries"
ln -s "$SAGE_STREAM" "$test_folder/bin/sage-stream"
status=0
bash -c "sage-stream land A-1 $flags" > "$out" 2> "$err" || status=$?
assert_exit 1
branch=side assert_not_landed A-1

new_repository half
tickets 'C-1: test "$SAGE_TASK_ID" = t0 || exit 3; echo c > c'
edit_index '.tickets[0].tasks = [{id: "t0"}, {id: "t2"}]'
commit_all
run_stream --auto --attempts 1
assert_exit 1
assert_result_kept C-1
assert_says "$out" "result kept as $(result_kept C-1 | cut -c -8); to see it: git show"
grep -q 'sage-stream land' "$out" && fail "it offers to land what is half done"
run_stream land C-1
assert_exit 4
