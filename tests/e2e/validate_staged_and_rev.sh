#!/usr/bin/env bash
# validate --staged looks at what is staged, also by "git commit FILE", and --rev at a commit, also
# at one that is being pushed; with the documents and ticket files that are there, not in the folder.
source "$(dirname "$0")/support/harness.sh"

says() { # says EXIT TEXT… -- OPTION…: of validate; with no TEXT, nothing
  local code=$1 texts=()
  shift
  while [ "$1" != -- ]; do texts+=("$1"); shift; done
  run_stream validate "${@:2}"
  assert_exit "$code"
  if [ ${#texts[@]} -gt 0 ]; then assert_says "$out" "${texts[@]}"; else
    assert_same "" "$(cat "$out")" "what validate ${*:2} says"; fi
}

new_repository
says 4 "no such file in git's index" missing-index -- --staged
tickets 'A-1: true' 'B-1: true'
edit_index '.tickets[0].docs = {spec: "docs/spec.md"}'
mkdir docs && echo spec > docs/spec.md
echo '# A-1: Ticket A-1' > .sage/tickets/A-1.md && echo '# B-1: Ticket B-1' > .sage/tickets/B-1.md
commit_all
says 0 -- --strict
says 0 -- --strict --staged
says 0 -- --strict --rev HEAD

# staged is wrong, the folder is right
edit_index '.tickets[1].dependencies = ["X-1"]'
git add -A
edit_index '.tickets[1].dependencies = []'
says 0 --
says 0 -- --rev HEAD
says 4 'ticket B-1: dependencies: no ticket "X-1"' -- --staged
# and the other way round
edit_index '.tickets[1].state = "DONE"'
git add -A
git commit -q -m Wrong
git checkout -q HEAD^ -- .sage
says 0 -- --staged
says 4 unknown-state -- --rev HEAD
says 0 -- --rev HEAD~1
says 4 unknown-state -- --rev main
git commit -q -m Right

# files are looked up where the index is
git rm -q --cached docs/spec.md .sage/tickets/B-1.md
says 0 -- --strict
says 0 -- --strict --rev HEAD
says 4 'docs: there is no docs/spec.md' missing-ticket-file -- --strict --staged
git add -A
rm docs/spec.md
says 4 missing-document -- --strict
says 0 -- --strict --staged
git checkout -q -- docs/spec.md
echo '# A-1: Another' > .sage/tickets/A-1.md
says 0 '.sage/tickets/A-1.md:1:8: warning: title: found Another, the index says Ticket A-1' --
says 0 -- --staged
git checkout -q -- .sage

# a commit of one file has an index of its own, which the hook must see
printf '#!/bin/sh\nexec "%s" validate --staged > "%s" 2>&1\n' "$SAGE_STREAM" "$test_folder/hook.txt" \
  > .git/hooks/pre-commit
chmod +x .git/hooks/pre-commit
edit_index '.tickets[1].state = "DONE"'
echo other > other && git add other
git commit -q -m Other
! git commit -q -m Wrong .sage/tickets/index.json || fail "a wrong index was committed"
assert_says "$test_folder/hook.txt" unknown-state
git checkout -q -- .sage
rm .git/hooks/pre-commit

# what is pushed lies apart until the hook lets it in
git clone -q --bare . "$test_folder/shared.git"
printf '#!/bin/sh\nwhile read -r old new ref; do "%s" validate --rev "$new" || exit 1; done\n' \
  "$SAGE_STREAM" > "$test_folder/shared.git/hooks/pre-receive"
chmod +x "$test_folder/shared.git/hooks/pre-receive"
echo again > again && git add again && git commit -q -m More
git push -q "$test_folder/shared.git" main 2> "$err" || fail "a right index was refused"
edit_index '.tickets[1].state = "DONE"'
git commit -q -am Wrong
! git push -q "$test_folder/shared.git" main 2> "$err" || fail "a wrong index was pushed"
assert_says "$err" 'unknown-state' 'pre-receive hook declined'

run_stream validate --rev nowhere
assert_exit 2
assert_says "$err" 'there is no commit "nowhere"'
mkdir -p deep/er && cd deep/er
says 4 unknown-state --
