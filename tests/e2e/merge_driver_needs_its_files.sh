#!/usr/bin/env bash
# The merge driver says which of the three files that git names is not there, and touches nothing.
source "$(dirname "$0")/support/harness.sh"

cd "$test_folder"
echo '{"tickets": []}' > ours
cp ours theirs
: > base
run_stream merge-driver base ours theirs
assert_exit 0
for missing in 'none ours theirs BASE' 'base none theirs OURS' 'base ours none THEIRS'; do
  read -r base ours theirs which <<< "$missing"
  run_stream merge-driver "$base" "$ours" "$theirs"
  assert_exit 2
  assert_says "$err" "$which: there is no file none" 'git gives BASE OURS THEIRS'
  [ ! -e none ] || fail "a file was made"
done
assert_same '{"tickets": []}' "$(cat ours)" ours
