#!/usr/bin/env bash
# A flag wins over the environment, that over git's configuration, that over .sage/config.json.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1'
echo '{"stream": {"agent": {"command": ["sh", "-c", "echo file > a"]}}}' > .sage/config.json
commit_all
start=$(git rev-parse HEAD)
lands() { # lands WORD [argument…]: from the start again
  run_stream --auto "${@:2}"
  assert_exit 0
  assert_file a "$1"
  git reset -q --hard "$start"
}
lands file
git config sage.agent.command 'sh -c "echo git > a"'
lands git
export SAGE_AGENT_COMMAND='sh -c "echo environment > a"'
lands environment
lands flag --agent 'sh -c "echo flag > a"'
