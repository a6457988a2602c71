#!/usr/bin/env bash
# Where nobody sits at a terminal a push that would ask for a password fails instead, with git's
# words; what landed stays.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: echo a > a'
commit_all
program remote-shell <<'SHELL'
echo "prompt $GIT_TERMINAL_PROMPT, folder ${GIT_DIR-none}" > "$MARKS/seen"
if (: < /dev/tty) 2> /dev/null; then echo "a terminal" >> "$MARKS/seen"; fi
echo "Permission denied (publickey,password)." >&2
exit 255
SHELL
git config core.sshCommand remote-shell
git remote add origin ssh://far.example/repo.git
run_stream --auto --push
assert_exit 1
assert_landed A-1
assert_says "$err" "Permission denied"
assert_same "prompt 0, folder none" "$(cat "$MARKS/seen")" "what it was told"
assert_sound

# A terminal is there, but nobody looks at it: the password that git itself would ask for is not
# asked for either.
program git-remote-vault << 'HELPER'
while read -r command; do
  case $command in capabilities) printf 'push\n\n' ;; list*) break ;; esac
done
printf 'protocol=https\nhost=far.example\n\n' | git credential fill
exit 1
HELPER
git remote set-url origin vault://far.example/repo
status=0
on_terminal "$test_folder/shown" env CI=true "$SAGE_STREAM" --auto --push < /dev/null || status=$?
assert_exit 1
assert_says "$test_folder/shown" "terminal prompts disabled"

# A hook that never ends goes with the run, and so does what it waits for.
program git-remote-vault << 'HELPER'
mark pushing
sleep 1000
HELPER
start_stream --auto --push
wait_for [ -e "$MARKS/pushing" ]
kill -TERM "$stream"
wait_stream
assert_exit 143
assert_sound
