#!/usr/bin/env bash
# The hooks refuse exactly what validate refuses: agents that nobody configured, and the index being
# taken away, unless a run would still find it.
source "$(dirname "$0")/support/harness.sh"

refused() { # refused TEXT WORDS…: git, by a hook that says so
  local code=0
  git "${@:2}" > "$out" 2> "$err" < /dev/null || code=$?
  [ $code != 0 ] || fail "git ${*:2}: not refused"
  assert_says "$err" "$1"
}
passes() { git "$@" > "$out" 2> "$err" < /dev/null || fail "git $*: refused"; }
agents() { jq -n --arg name "$1" '{stream: {agents: {($name): "true"}}}' > .sage/config.json; }

new_repository
tickets 'A-1'
agents docs
commit_all
git clone -q --bare . "$test_folder/far.git"
git remote add far "$test_folder/far.git"
run_stream hooks install
run_stream -C "$test_folder/far.git" hooks install
assert_exit 0

# agents
edit_index '.tickets[0].agent = "docs"'
passes commit -a -m "An agent that is configured"
passes push -q far main
edit_index '.tickets[0].agent = "nope"'
refused 'ticket A-1: agent: no agent is named "nope"' commit -a -m "An agent of nobody"
passes commit -a --no-verify -m "An agent of nobody"
refused unknown-agent push -q far main
assert_says "$err" refs/heads/main:.sage
refused unknown-agent push -q --no-verify far main
assert_says "$err" 'pre-receive hook declined'
agents nope
passes commit -a -m "It is somebody's"
passes push -q far main

# a configuration that git does not look after is this repository's own
passes rm -q --cached .sage/config.json
edit_index '.tickets[0].title = "Other"'
passes commit -m "Own configuration" .sage/tickets
passes commit -m "Own configuration"
agents other
edit_index '.tickets[0].title = "Another"'
refused unknown-agent commit -m "Nobody's again" .sage/tickets
agents nope
passes commit -m "Own configuration" .sage/tickets

# an index that only git can read
git update-index --split-index
edit_index '.tickets[0].dependencies = ["A-9"]'
git add .sage/tickets
refused A-9 commit -m "Broken"
passes checkout -q HEAD -- .sage/tickets
git update-index --no-split-index

git add .sage
passes commit -m "Looked after again"
passes push -q far main

# the index goes: a run finds the file as long as it is there
passes rm -q --cached .sage/tickets/index.json
passes commit -m "Git does not look after it"
passes push -q --dry-run far main
git reset -q --hard HEAD~1
passes rm -q .sage/tickets/index.json
refused "no such file in git's index" commit -m "No tickets"
passes commit --no-verify -m "No tickets"
refused "no such file in commit" push -q far main
refused "no such file in commit" push -q --no-verify far main
passes switch -q --orphan pages
passes commit -q --allow-empty -m "Never had any"
passes push -q far pages
