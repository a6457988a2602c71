#!/usr/bin/env bash
# The steps of the example workflows, run one after the other against a remote repository and a gh that
# notes what it is asked: what landed is pushed to a branch of its own and opened for review, deferred
# tickets or not, and what waits for review is gone on with.
source "$(dirname "$0")/support/harness.sh"
python3 -c 'import yaml' 2> "$MARKS/yaml" || { echo "no yaml module: skipped"; exit 0; }

steps=$test_folder/steps
mkdir "$steps"
python3 "$SAGE_SOURCE/tests/e2e/support/workflow_steps.py" \
  "$SAGE_SOURCE/docs/examples/drain.yml" "$steps"
ln -s "$SAGE_STREAM" "$test_folder/bin/sage-stream"
program gh << 'GH'
echo "$*" >> "$MARKS/gh"
case "$*" in
  *headRefName,isCrossRepository*) cat "$MARKS/open" 2> /dev/null || true ;;
  *"--json number"*) cat "$MARKS/number" 2> /dev/null || true ;;
esac
for word; do case $word in /*.md) cp "$word" "$MARKS/description.md" ;; esac; done
GH

new_repository seed
tickets 'A-1: echo a > a' 'A-2: exit 1' 'B-1: echo b > b'
commit_all
git clone -q --bare . "$test_folder/remote.git"

# The places outside of the checkout are this test's own.
sed -i "s|/tmp/|$test_folder/|g" "$steps"/*
export BASE=main GITHUB_RUN_ID=42 BRANCH=
checkout() { # checkout NAME: as actions/checkout does
  git clone -q "$test_folder/remote.git" "$test_folder/$1"
  cd "$test_folder/$1"
  : > "$MARKS/gh"
  export GITHUB_OUTPUT=$test_folder/$1.output GITHUB_STEP_SUMMARY=$test_folder/$1.md
  export CI=true GITHUB_ACTIONS=true
}
step() { # step ID: its exit code is $status
  status=0
  bash --noprofile --norc "$steps/$1" > "$out" 2> "$err" < /dev/null || status=$?
}
output() { sed -n "s/^$1=//p" "$GITHUB_OUTPUT"; }

checkout first
step branch
assert_exit 0
BRANCH=$(output name)
[[ $BRANCH = sage/????-??-?? ]] || fail "the branch is $BRANCH"
git config sage.attempts 1
step drain
assert_exit 0
assert_same 1 "$(output code)" "what the drain said"
assert_says "$out" "::error title=A-2 deferred"
xmllint --nonet --noout --schema "$SAGE_SOURCE/tests/report/junit.xsd" "$test_folder/sage-stream.xml" 2> "$MARKS/xmllint"
assert_same "$(git rev-parse HEAD)" "$(git ls-remote origin "refs/heads/$BRANCH" | cut -f1)" "what was pushed"
step pull-request
assert_exit 0
assert_says "$MARKS/gh" "pr create --base main --head $BRANCH --title Tickets of "
assert_says "$MARKS/description.md" A-1 B-1 "Not done" A-2
step report
assert_exit 0
[ -s "$test_folder/sage-stream.html" ] || fail "no report"
step deferred
assert_exit 1

# Before it is merged, the next night: the same branch, and a comment.
branch=$BRANCH
git clone -q -b "$branch" "$test_folder/remote.git" "$test_folder/add"
cd "$test_folder/add"
edit_index '.tickets += [.tickets[0] + {id: "C-1", run: "echo c > c", state: "UNPROCESSED"}]'
commit_all
git push -q
echo "$branch" > "$MARKS/open"
echo 7 > "$MARKS/number"
checkout second
step branch
assert_same "$branch" "$(output name)" "the branch that waits for review"
step drain
assert_exit 0
step pull-request
assert_exit 0
assert_says "$MARKS/gh" "pr comment 7 --body-file"
assert_landed A-1 B-1 C-1
assert_same "$(git rev-parse HEAD)" "$(git ls-remote origin "refs/heads/$branch" | cut -f1)" "what was pushed"

# Nothing to do: no pull request. The branch of that day is there, so another name is taken.
rm "$MARKS/open" "$MARKS/number"
git push -q origin HEAD:main
checkout third
step branch
assert_same "$branch.42" "$(output name)" "a name that nobody has"
BRANCH=$(output name)
step drain
step pull-request
assert_exit 0
assert_says "$out" "nothing landed"
! grep -q "pr create" "$MARKS/gh" || fail "a pull request of nothing"

# GitLab's, with a remote that takes options.
python3 "$SAGE_SOURCE/tests/e2e/support/workflow_steps.py" \
  "$SAGE_SOURCE/docs/examples/gitlab-ci.yml" "$steps"
cd "$test_folder/seed"
git clone -q --bare . "$test_folder/project.git"
git -C "$test_folder/project.git" config receive.advertisePushOptions true
printf '#!/bin/sh\nprintf "%%s\\n" "$GIT_PUSH_OPTION_0" "$GIT_PUSH_OPTION_1" > "$MARKS/options"\n' \
  > "$test_folder/project.git/hooks/post-receive"
chmod +x "$test_folder/project.git/hooks/post-receive"
git config --global "url.$test_folder/project.git.insteadOf" "https://sage:t@gitlab.test/a/project.git"
unset GITHUB_ACTIONS GITHUB_STEP_SUMMARY GITHUB_OUTPUT
export BRANCH=sage/backlog SAGE_TOKEN=t CI_SERVER_HOST=gitlab.test CI_PROJECT_PATH=a/project CI_DEFAULT_BRANCH=main
git clone -q "$test_folder/project.git" "$test_folder/lab"
cd "$test_folder/lab"
git checkout -q --detach
export SAGE_ATTEMPTS=1
step script
assert_exit 1
assert_same "$(git rev-parse HEAD)" "$(git ls-remote origin refs/heads/sage/backlog | cut -f1)" "what was pushed"
assert_same "merge_request.create merge_request.target=main" "$(xargs < "$MARKS/options")" "push options"
for file in junit.xml report.html description.md; do [ -s $file ] || fail "no $file"; done
