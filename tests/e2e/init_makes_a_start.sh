#!/usr/bin/env bash
# In a folder with one commit, or none, `init` writes settings and an example that --auto works off
# without an agent; it says what it did and which agents there are, and never writes over anything.
source "$(dirname "$0")/support/harness.sh"

git init -q "$test_folder/empty"
cd "$test_folder/empty"
git commit -q --allow-empty -m Start
program codex < /dev/null
run_stream init
assert_exit 0
assert_says "$out" config.json 'an example' merge.sage-tickets.driver info/exclude \
  'git config sage.agent.command codex'
assert_same "" "$(git config sage.agent.command || true)" "agent"
run_stream init
assert_says "$out" 'nothing to do'
run_stream --auto --parallel=2
assert_exit 0
assert_landed DEMO-2 DEMO-3 DEMO-4
assert_state COMPLETED DEMO-1 DEMO-2 DEMO-3 DEMO-4
assert_file example/talk.txt 'What waits for what?
The last ticket, for these two.'
assert_sound

new_repository unborn
run_stream init
assert_exit 0
run_stream --auto
assert_exit 0
assert_landed DEMO-4

new_repository own
mkdir -p .sage/tickets
echo '{"stream": {"attempts": 7}}' > .sage/config.json
ln -s nowhere .sage/tickets/index.json
git config sage.agent.command true
run_stream init
assert_exit 0
assert_file .sage/config.json '{"stream": {"attempts": 7}}'
[ -L .sage/tickets/index.json ] || fail "the link is gone"
! grep -q 'agent' "$out" || fail "an agent is set, and it speaks of agents"

new_repository plain
run_stream init --no-example
assert_exit 0
[ ! -e .sage/tickets ] || fail "an example was written"

git init -q --bare "$test_folder/bare.git"
cd "$test_folder/bare.git"
run_stream init
assert_exit 0
[ -f sage/config.json ] || fail "no config.json"
run_stream init
assert_says "$out" 'nothing to do'

mkdir "$test_folder/nothing"
cd "$test_folder/nothing"
run_stream init
assert_exit 6
assert_says "$err" 'hint: '
