#!/usr/bin/env bash
# A landing changes only the lines of its ticket: indentation, key order, unknown members, CRLF
# and a missing final newline stay.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p .sage/tickets
cat > "$MARKS/index" <<'JSON'
{
	"meta": {"b": 1, "a": [ ]},
	"tickets": [
		{"title": "One", "x": null, "id": "A-1", "run": "echo a > a", "state": "UNPROCESSED"},
		{"state": "UNPROCESSED", "id": "B-1", "title": "Two \u00e9", "run": "echo b > b",
		 "dependencies": null}
	],
	"last": 1e3
}
JSON
sed 's/$/\r/' "$MARKS/index" | head -c -2 > .sage/tickets/index.json
commit_all
expected=$(sed 's/UNPROCESSED/COMPLETED/' .sage/tickets/index.json | od -c)
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_same "$expected" "$(od -c < .sage/tickets/index.json)" "the bytes of the index"
for commit in $(git log --format=%H --grep Sage-Ticket:); do
  assert_same "1 1" "$(git show --numstat --format= "$commit" -- .sage | cut -f1,2 | tr '\t' ' ')" \
    "lines of the index that one landing changes"
done
assert_clean
assert_sound
