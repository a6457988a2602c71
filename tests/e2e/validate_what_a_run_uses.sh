#!/usr/bin/env bash
# validate looks at the index that a run with the same settings and flags would use: in a bare
# repository, and where results land on another branch, that of the branch.
source "$(dirname "$0")/support/harness.sh"

alike() { # alike EXIT FLAG…: validate and a dry run give the same exit code
  run_stream validate "${@:2}"
  assert_exit "$1"
  cp "$out" "$test_folder/said"
  run_stream "${@:2}" --dry-run
  assert_exit "$1"
}

new_repository
tickets 'A-1: true'
commit_all
git switch -q -c stream
edit_index '.tickets[0].dependencies = ["A-9"]'
mkdir docs && echo spec > docs/spec.md
edit_index '.tickets[0].docs = "docs/spec.md"'
commit_all Broken
git switch -q main
alike 0
alike 4 --onto stream
assert_says "$test_folder/said" 'ticket A-1: dependencies: no ticket "A-9"'
! grep -q missing-document "$test_folder/said" || fail "documents are looked up elsewhere"
git config sage.onto stream
alike 4
alike 0 --onto main
run_stream validate --rev main
assert_exit 0
run_stream validate --fix
assert_exit 6
assert_says "$err" "--fix mends a file"
run_stream validate --onto stream --staged
assert_exit 2
git config --unset sage.onto

git clone -q --bare . "$test_folder/b.git"
cd "$test_folder/b.git"
alike 0
git symbolic-ref HEAD refs/heads/stream
alike 4
alike 0 --onto main

# agents are those of the settings that count here
cd "$test_folder/repo"
edit_index 'del(.tickets[0].run) | .tickets[0].agent = "docs"'
commit_all "An agent"
git push -q "$test_folder/b.git" main
cd "$test_folder/b.git"
git symbolic-ref HEAD refs/heads/main
run_stream validate
assert_exit 4
assert_says "$out" unknown-agent
mkdir -p sage
echo '{"stream": {"agents": {"docs": "true"}}}' > sage/config.json
alike 0
