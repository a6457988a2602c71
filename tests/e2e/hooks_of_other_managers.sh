#!/usr/bin/env bash
# Where another program decides which hooks run, nothing is installed: the lines to add are printed,
# and they work as they are.
source "$(dirname "$0")/support/harness.sh"
ln -s "$SAGE_STREAM" "$test_folder/bin/sage-stream"

added_to() { # added_to PLACE: the lines that were printed for it
  awk -v file="add to $1:" '$0 == file { on = 1; getline; next } /^(add to|and make) / { on = 0 } on' "$out"
}
broken_commit_is_refused() {
  edit_index '.tickets[0].dependencies = ["A-9"]'
  git commit -q -a -m "Broken" 2> "$err" && fail "a broken index was committed"
  assert_says "$err" "A-9"
  git checkout -q HEAD -- .sage
}

new_repository paths
tickets 'A-1: true'
commit_all
mkdir 'my hooks'
git config core.hooksPath 'my hooks'
run_stream hooks install
assert_exit 6
assert_says "$out" "core.hooksPath (my hooks) runs the hooks"
assert_same "" "$(find .git/hooks -type f ! -name '*.sample')" "hooks installed"
assert_says "$out" "and make them executable:"
for hook in commit-msg pre-push post-merge pre-receive; do
  added_to "$PWD/my hooks/$hook" > "my hooks/$hook"
done
{ printf '#!/bin/sh\ntrue\n'; added_to "$PWD/my hooks/pre-commit" | tail -n +2; } > "my hooks/pre-commit"
sh -c "$(grep '^chmod' "$out")"
chmod -x "my hooks/pre-commit"
run_stream hooks status
assert_says "$out" "pre-commit   not installed"
run_stream hooks install
assert_exit 6
assert_same "chmod +x '$PWD/my hooks/pre-commit'" "$(grep '^chmod' "$out")" "what is left to do"
sh -c "$(grep '^chmod' "$out")"
run_stream hooks install
assert_exit 0
assert_says "$out" "nothing to do"
broken_commit_is_refused
run_stream hooks status
assert_says "$out" "pre-commit   installed (core.hooksPath (my hooks))"
git config core.hooksPath .git/hooks # as good as none
run_stream hooks install
assert_exit 0
assert_says "$out" "pre-commit: installed"

new_repository husky
tickets 'A-1: true'
commit_all
mkdir -p .husky/_
for hook in pre-commit commit-msg; do # as husky makes them
  printf '#!/usr/bin/env sh\nsh -e "$(dirname "$(dirname "$0")")/${0##*/}" "$@"\n' > .husky/_/$hook
  chmod +x .husky/_/$hook
done
git config core.hooksPath .husky/_
run_stream hooks install
assert_exit 6
assert_says "$out" "husky runs the hooks" "add to .husky/commit-msg"
for hook in pre-commit commit-msg; do added_to .husky/$hook > .husky/$hook; done
broken_commit_is_refused
run_stream hooks status
assert_says "$out" "pre-commit   installed (husky)" "pre-push     not installed" \
  "pre-receive  not installed"
mkdir frontend && mv .husky frontend # of a package in a subfolder
rm frontend/.husky/pre-commit
git config core.hooksPath frontend/.husky/_
run_stream hooks install
assert_exit 6
added_to frontend/.husky/pre-commit > frontend/.husky/pre-commit
broken_commit_is_refused
run_stream hooks status
assert_says "$out" "pre-commit   installed (husky)" "commit-msg   installed (husky)"
git config core.hooksPath frontend/.husky # as before version 9
rm frontend/.husky/pre-commit
run_stream hooks install
added_to frontend/.husky/pre-commit > frontend/.husky/pre-commit
sh -c "$(grep '^chmod' "$out")" 2> "$err" || true # not all are there
broken_commit_is_refused

new_repository lefthook
tickets 'A-1: true'
commit_all
echo 'output: [meta]' > lefthook.yml
run_stream hooks install
assert_exit 6
assert_same "pre-push:
  commands:
    sage-stream:
      run: sage-stream hooks run pre-push -- {0}
      use_stdin: true" "$(added_to lefthook.yml | sed -n '/^pre-push/,/use_stdin/p')" "lines of lefthook"
added_to lefthook.yml >> lefthook.yml
run_stream hooks install
assert_exit 0
cat > lefthook.yml <<'YAML'
pre-commit:
  parallel: true

  # ours
  commands:
    lint:
      run: make lint
commit-msg:
  scripts:
    check.sh: {runner: sh}
YAML
run_stream hooks install
assert_exit 6
assert_same "    sage-stream:
      run: sage-stream hooks run pre-commit -- {0}" \
  "$(added_to 'lefthook.yml, under pre-commit: commands' | head -n 2)" "lines beside other commands"
assert_same "  commands:
    sage-stream:
      run: sage-stream hooks run commit-msg -- {0}" \
  "$(added_to 'lefthook.yml, under commit-msg' | head -n 3)" "lines beside scripts"
assert_same "pre-push:" "$(added_to lefthook.yml | head -n 1)" "lines of the rest"
rm lefthook.yml
printf '[pre-commit]\nparallel = true\n' > lefthook.toml
run_stream hooks install
assert_exit 6
assert_same '[pre-commit.commands.sage-stream]
run = "sage-stream hooks run pre-commit -- {0}"' "$(added_to lefthook.toml | head -n 2)" "lines in TOML"
added_to lefthook.toml >> lefthook.toml
run_stream hooks install
assert_exit 0
rm lefthook.toml
echo '{"pre-commit": {"commands": {"lint": {"run": "make lint"}}}}' > lefthook.json
run_stream hooks install
assert_exit 6
more=$(added_to 'lefthook.json, under pre-commit: commands')
all=$(jq --argjson more "{$more}" --argjson hooks "{$(added_to 'lefthook.json, as members of its object')}" \
  '.["pre-commit"].commands += $more | . + $hooks' lefthook.json)
echo "$all" > lefthook.json
run_stream hooks install
assert_exit 0
assert_same true "$(jq '.["pre-push"].commands["sage-stream"].use_stdin' lefthook.json)" "use_stdin"

new_repository pre-commit
tickets 'A-1: true'
commit_all
echo 'repos:' > .pre-commit-config.yaml
run_stream hooks install
assert_exit 6
assert_same "  - repo: local
    hooks:
      - id: sage-pre-commit
        name: sage-stream pre-commit
        entry: sage-stream hooks run pre-commit
        language: system
        stages: [pre-commit]
        pass_filenames: false
        files: ^\\.sage/tickets/" "$(added_to .pre-commit-config.yaml | head -n 9)" "lines of pre-commit"
assert_same "        verbose: true" "$(added_to .pre-commit-config.yaml | tail -n 1)" "what post-merge has"
added_to .pre-commit-config.yaml >> .pre-commit-config.yaml
run_stream hooks install
assert_exit 0
run_stream hooks status
assert_says "$out" "post-merge   installed (pre-commit)" "pre-receive  not installed"
# what the framework tells in its environment instead of on stdin
edit_index '.tickets[0].dependencies = ["A-9"]'
git commit -q -a -m "Broken"
status=0
PRE_COMMIT_FROM_REF=$(git rev-parse HEAD~1) PRE_COMMIT_TO_REF=$(git rev-parse HEAD) \
  PRE_COMMIT_REMOTE_NAME=origin PRE_COMMIT_LOCAL_BRANCH=refs/heads/main \
  PRE_COMMIT_REMOTE_BRANCH=refs/heads/main sage-stream hooks run pre-push \
  > "$out" 2> "$err" < /dev/null || status=$?
assert_exit 4
assert_says "$err" "A-9" "refs/heads/main"
