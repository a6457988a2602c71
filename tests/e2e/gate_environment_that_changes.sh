#!/usr/bin/env bash
# What a gate said while its environment was another one counts for that one alone, even where it
# changed in the middle of a run.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a; echo good > "$CHECKOUT/envf"'
echo envf > .gitignore
echo bad > envf
echo '{"stream": {"attempts": 1, "workspace": {"copy": ["envf"]}, "gate": [{"name": "g",
  "command": "grep -q good envf", "environment": ["envf"]}]}}' > .sage/config.json
commit_all
export CHECKOUT=$PWD
run_stream --auto
assert_exit 0
assert_landed A-1

# The same tree with the environment of before: it is tested, and does not pass.
git reset -q --hard HEAD~1
echo bad > envf
edit_index '.tickets[0].run = "echo a > a"'
run_stream --auto
assert_exit 1
assert_state DEFERRED A-1
assert_says "$out" gate_
