#!/usr/bin/env bash
# The example job for GitLab, against a remote repository and a curl that knows merge requests: what
# landed is pushed and opened for review, deferred tickets or not, and the job can be repeated.
source "$(dirname "$0")/support/harness.sh"
source "$SAGE_SOURCE/tests/e2e/support/workflow.sh"
workflow gitlab-ci.yml

program curl << 'CURL'
echo "$*" >> "$MARKS/curl"
for url; do
  case $url in
    description@*) jq -n --rawfile text "${url#*@}" '$text' > "$MARKS/description" ;;
    body@*) jq -n --rawfile text "${url#*@}" '$text' > "$MARKS/note" ;;
  esac
done
[ "$url" != "https://gitlab.test/api/v4/projects/7/merge_requests" ] && exit
case "$*" in
  *--get*) cat "$MARKS/requests" 2> /dev/null || echo '[]' ;;
  *) echo '[{"iid": 2, "source_project_id": 8}, {"iid": 3, "source_project_id": 7}]' > "$MARKS/requests" ;;
esac
CURL

new_repository seed
tickets 'A-1: echo a > a' 'A-2: exit 1'
commit_all
make_remote
git config --global "url.$remote.insteadOf" "https://sage:t@gitlab.test/a/project.git"
export BRANCH=sage/backlog SAGE_TOKEN=t CI_SERVER_HOST=gitlab.test CI_PROJECT_PATH=a/project CI_DEFAULT_BRANCH=main
export CI_PROJECT_ID=7 REQUESTS=https://gitlab.test/api/v4/projects/7/merge_requests CI=true SAGE_ATTEMPTS=1
job() { # job: in the checkout of the last one, as a runner leaves it
  : > "$MARKS/curl"
  git checkout -q --detach origin/main
  git clean -qffdx
  step script
}
clone_of_remote lab

# Refused: the job fails, and nothing is opened. Repeated when the remote takes it, all is there.
refuse 'not tonight'
job
[ "$status" -ne 0 ] || fail "what could not be pushed counts as opened"
assert_same "" "$(cat "$MARKS/curl")" "what GitLab was asked"
rm "$remote/hooks/pre-receive"
job
assert_exit 1
assert_landed A-1
assert_pushed "$BRANCH"
assert_says "$MARKS/curl" "source_branch=$BRANCH&target_branch=main&remove_source_branch=true" "title=Tickets of "
assert_says "$MARKS/description" A-1 A-2
for file in junit.xml report.html description.md; do [ -s $file ] || fail "no $file"; done

# Nothing to do: nothing is opened or said again.
tip=$(git rev-parse HEAD)
job
assert_same "$tip" "$(git rev-parse HEAD)" "the branch"
assert_same 1 "$(wc -l < "$MARKS/curl")" "how often GitLab was asked"

# More tickets: a note at the request of this project, not at a stranger's.
add_to_remote "$BRANCH" '.tickets += [.tickets[0] + {id: "C-1", run: "echo c > c", state: "UNPROCESSED"}]'
job
assert_landed A-1 C-1
assert_pushed "$BRANCH"
assert_says "$MARKS/curl" "merge_requests/3/notes"
assert_says "$MARKS/note" C-1

# Merged: from the new main on.
git push -q "$remote" HEAD:main
add_to_remote main '.tickets += [.tickets[0] + {id: "D-1", run: "echo d > d", state: "UNPROCESSED"}]'
echo '[]' > "$MARKS/requests"
git fetch -q
job
assert_landed A-1 C-1 D-1
assert_same "$(git rev-parse origin/main)" "$(git merge-base HEAD origin/main)" "where it began"
assert_pushed "$BRANCH"
