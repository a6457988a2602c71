#!/usr/bin/env bash
# pre-receive: a bare repository takes in no broken tickets, while what is pushed is still in
# quarantine; a repository that has lost the program takes in nothing.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true'
commit_all
far=$test_folder/$'far\naway .git'
git clone -q --bare . "$far"
run_stream -C "$far" hooks install
assert_exit 0
git remote add far "$far"
echo x > x
edit_index '.tickets[0].title = "Other"'
commit_all
git push -q far HEAD:main 2> "$err" || fail "a sound push is refused"
before=$(git rev-parse HEAD)

edit_index '.tickets[0].dependencies = ["A-9"]'
commit_all
for ref in main new refs/tags/v1; do
  if git push -q far "HEAD:$ref" 2> "$err"; then fail "a broken index was taken in as $ref"; fi
  assert_says "$err" "A-9"
done
assert_same "$before" "$(git -C "$far" rev-parse main)" "main"
assert_same "" "$(git -C "$far" for-each-ref --format='%(refname)' refs/tags refs/heads/new)" "refs"
git reset -q --hard HEAD~1
git push -q far HEAD:new || fail "a new branch without new commits is refused"
git push -q far :new || fail "a deletion is refused"

hook=$far/hooks/pre-receive
sed -i "s|^program=.*|program='/nowhere/sage-stream'|" "$hook"
echo y > y
commit_all
if git push -q far HEAD:main 2> "$err"; then fail "taken in unchecked"; fi
assert_says "$err" "sage-stream is not there any more"
