#!/usr/bin/env bash
# validate --fix repairs what has one right answer and shows the diff, which git applies; fixing again
# changes nothing; and it keeps off while a stream runs.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p .sage/tickets
cat > .sage/tickets/index.json <<'JSON'
{
	"tickets": [
		{"id": "A-1", "title": "t", "state": "UNPROCESSED", "run": "true", "blocks": ["B-1", "B-1", "X-1"]},
		{"id": "B-1", "title": "t", "state": "UNPROCESSED", "run": "true",
		 "blockedBy": [
			"X-2"
		 ], "parent": "X-3", "odd": 1e2},
		{"id": "C-1", "title": "t", "state": "UNPROCESSED", "run": "true", "priority": "high", "relatedTo": ["A-1", "Y-1"]}
	]
}
JSON
truncate -s -1 .sage/tickets/index.json # without a last newline
commit_all
cp .sage/tickets/index.json "$test_folder/before"
run_stream validate
assert_exit 4
run_stream validate --fix
assert_exit 0
cat > "$test_folder/expected" <<'JSON'
{
	"tickets": [
		{"id": "A-1", "title": "t", "state": "UNPROCESSED", "run": "true", "blocks": ["B-1"]},
		{"id": "B-1", "title": "t", "state": "UNPROCESSED", "run": "true",
		 "blockedBy": ["A-1"], "odd": 1e2},
		{"id": "C-1", "title": "t", "state": "UNPROCESSED", "run": "true", "priority": "high", "relatedTo": ["A-1"]}
	]
}
JSON
truncate -s -1 "$test_folder/expected"
assert_same "$(cat "$test_folder/expected")" "$(cat .sage/tickets/index.json)" "the fixed index"
assert_says "$out" 'diff --git a/.sage/tickets/index.json' 'warning: ticket C-1: priority'
assert_says "$err" '0 errors and 1 warning in 3 tickets'
assert_same "" "$(find .sage -name '*.lock' -o -name '.sage-tmp-*')" "what is left under .sage"

grep -v '^\.sage/' "$out" > "$test_folder/the.diff"
git checkout -q -- .sage
git apply --whitespace=nowarn "$test_folder/the.diff"
assert_same "$(cat "$test_folder/expected")" "$(cat .sage/tickets/index.json)" "what the diff makes"

before=$(stat -c %i%y .sage/tickets/index.json)
run_stream validate --fix --format=json
assert_exit 0
assert_same '["",1]' "$(jq -c '[.diff, .warnings]' "$out")" "what a second fix says"
assert_same "$before" "$(stat -c %i%y .sage/tickets/index.json)" "the file after a second fix"

cp "$test_folder/before" .sage/tickets/index.json
chmod 640 .sage/tickets/index.json
run_stream validate --fix --format=json
assert_exit 0
assert_same true "$(jq '.diff | startswith("diff --git")' "$out")" "that json holds the diff"
assert_same 640 "$(stat -c %a .sage/tickets/index.json)" "mode of the index"

for options in '--fix --staged' '--fix --rev HEAD' '--staged --rev HEAD' '--fix --format=sarif' \
  '--fix --format=github' '--format=ndjson' '--rev'; do
  # shellcheck disable=SC2086
  run_stream validate $options
  [ "$status" = 2 ] || fail "exit code $status, expected 2, for $options"
done

echo '{"tickets": [' > .sage/tickets/index.json # nothing to mend in what is no JSON
run_stream validate --fix
assert_exit 4
assert_file .sage/tickets/index.json '{"tickets": ['
rm .sage/tickets/index.json
run_stream validate --fix
assert_exit 4

tickets 'A-1: mark started; await go'
edit_index '.tickets[0].dependencies = []'
commit_all
start_stream --auto
wait_for test -e "$MARKS/started"
run_stream validate
assert_exit 0
run_stream validate --fix
assert_exit 7
mark go
wait_stream
assert_exit 0
assert_sound
