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
