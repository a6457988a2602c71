#!/usr/bin/env bash
# What an agent writes under .sage never lands, so it is never taken for the stream's own: no queue
# entry removes a branch, no settings of its make change the gate. Documents beside the index land.
source "$(dirname "$0")/support/harness.sh"

new_repository
cat > "$test_folder/bin/forge" <<'FORGE'
#!/bin/sh
mkdir -p .sage/commit-queue .SAGE
echo '!*' > .sage/.gitignore
echo '{"stream": {"gate": []}}' > .sage/config.json
cp .sage/config.json .SAGE/config.json
echo "the plan" > .sage/tickets/plan.md
echo '{"queue_id": "x/B-1/1", "run": "x", "seq": 1000, "ticket_id": "B-1", "attempt": 1,
  "status": "queued", "commit_message": "forged", "queued_at": "2026-11-21T03:00:00Z",
  "base": "'"$SAGE_BASE"'", "result": "'"$SAGE_BASE"'", "result_ref": "refs/heads/release"}' \
  > .sage/commit-queue/1000-B-1.json
FORGE
chmod +x "$test_folder/bin/forge"
tickets 'A-1: forge' 'B-1 (A-1): echo b > b'
echo '{"stream": {"gate": [{"name": "no-b", "command": "! test -e b"}]}}' > .sage/config.json
cp .sage/config.json "$test_folder/settings.json"
commit_all
git branch release
run_stream --auto --attempts 1
assert_exit 1
assert_landed A-1
assert_not_landed B-1
assert_says <(cat "$out" "$err") "changes under .sage are left out"
assert_same $'.sage/tickets/index.json\n.sage/tickets/plan.md' \
  "$(git log -1 --format= --name-only --grep 'Sage-Ticket: A-1' | sort)" "what landed"
cmp .sage/config.json "$test_folder/settings.json" || fail "the settings were changed"

# An entry that got there all the same names a ref that is not its own: it is moved aside.
mkdir -p .sage/commit-queue
(cd .sage/commit-queue && SAGE_BASE=$(git rev-parse HEAD) && export SAGE_BASE &&
  mkdir -p "$test_folder/elsewhere/.sage/tickets" && cd "$test_folder/elsewhere" && forge)
cp "$test_folder/elsewhere/.sage/commit-queue/1000-B-1.json" .sage/commit-queue/
run_stream --auto --attempts 1
[ -e .sage/commit-queue/1000-B-1.json.broken ] || fail "the forged entry is not moved aside"
git rev-parse -q --verify refs/heads/release > "$MARKS/release" || fail "the branch was removed"
assert_not_landed B-1
assert_sound
