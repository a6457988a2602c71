#!/usr/bin/env bash
# A check's `environment` that names no file is wrong configuration, and its setting is named.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
echo '{"stream": {"gate": [{"name": "unit", "command": "true", "environment": ["lib"]}]}}' \
  > .sage/config.json
mkdir lib
commit_all
head=$(git rev-parse HEAD)
run_stream --auto
assert_exit 4
assert_says "$err" 'stream.gate[0].environment: expected a file: cannot read' '/lib' 'hint'
assert_same "$head" "$(git rev-parse HEAD)" "the branch"
rmdir lib
run_stream --auto
assert_exit 0
assert_landed A-1
