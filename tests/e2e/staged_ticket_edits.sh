#!/usr/bin/env bash
# Who has edits of the ticket index staged while tickets land commits both: neither the edit nor what
# became of the tickets is taken back.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a' 'B-1: exit 1'
echo '{"stream": {"attempts": 1}}' > .sage/config.json
commit_all
edit_index '.tickets[0].title = "Another title"'
git add .sage
run_stream --auto
assert_exit 1
git commit -q -m "A title"
assert_clean
assert_same "COMPLETED DEFERRED" "$(git show HEAD:.sage/tickets/index.json | jq -r '[.tickets[].state] | join(" ")')" "states"
assert_same "Another title" "$(git show HEAD:.sage/tickets/index.json | jq -r '.tickets[0].title')" "the title"
assert_sound

# What is staged and no index is the user's to mend; landings go on.
edit_index '.tickets[1] |= (.state = "UNPROCESSED" | .run = "echo b > b")'
cp .sage/tickets/index.json "$MARKS/index"
echo '{' > .sage/tickets/index.json
git add .sage
cp "$MARKS/index" .sage/tickets/index.json
run_stream --auto
assert_exit 0
assert_landed A-1 B-1
assert_same '{' "$(git cat-file -p :.sage/tickets/index.json)" "what is staged"
