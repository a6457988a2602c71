#!/usr/bin/env bash
# Where workspace.setup or a file of workspace.copy changes, workspaces are set up anew: an agent
# and the gate see what the settings say now. What would land as the agent's work ends the attempt.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p .sage
printf '.env\nmade\n' > .gitignore
echo good > .env
settings() {
  jq -n --arg setup "echo $1 >> made" '{stream: {gate: [{name: "env", environment: [".env"],
    command: "grep -q good .env && grep -qx v1 made"}], workspace: {copy: [".env"], setup: $setup}}}' \
    > .sage/config.json
}
settings v1
tickets 'A-1: cat .env made > a'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_file a $'good\nv1'

tickets 'B-1: cat .env made > b'
commit_all
echo bad > .env
run_stream --auto --attempts 1
assert_exit 1
assert_not_landed B-1

echo good > .env
tickets 'C-1: cat .env made > c'
commit_all
run_stream --auto --attempts 1
assert_exit 0
assert_file c $'good\nv1'

settings v2
tickets 'D-1: cat .env made > d'
commit_all
run_stream --auto --attempts 1
assert_exit 1
assert_not_landed D-1

new_repository not-ignored
tickets 'E-1: echo e > e'
echo '{"stream": {"workspace": {"copy": [".env"]}}}' > .sage/config.json
commit_all
echo secret > .env
run_stream --auto --attempts 1
assert_exit 4
assert_state UNPROCESSED E-1
assert_says "$err" "add .env to .gitignore or .git/info/exclude"
echo .env >> .git/info/exclude
run_stream --auto --attempts 1
assert_exit 0
assert_landed E-1
