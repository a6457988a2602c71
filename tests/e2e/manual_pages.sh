#!/usr/bin/env bash
# Every command that --help lists has a manual page, which formats without a complaint and names
# every flag that the command's --help names.
. "$(dirname "$0")/support/harness.sh"

"$SAGE_STREAM" manual "$test_folder/man1"
[ -s "$test_folder/man1/git-sage.1" ] || fail "git sage --help has no page"
commands=$("$SAGE_STREAM" --help | sed -n '/^Subcommands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 10 ] || fail "--help lists hardly a command: $commands"

same_flags() {  # PAGE HELP…
  local page=$1 flag
  shift
  for flag in $("$@" --help | grep -o -e '^  *-[-A-Za-z.,]*' | tr -d ' ' | tr , '\n'); do
    grep -qF -- "\\fB${flag//-/\\-}\\fR" "$page" || fail "$page lacks $flag"
  done
}
same_flags "$test_folder/man1/sage-stream.1" "$SAGE_STREAM"
for command in $commands; do
  page=$test_folder/man1/sage-stream-$command.1
  [ -s "$page" ] || fail "$command has no manual page"
  same_flags "$page" "$SAGE_STREAM" "$command"
done
synopsis() { # COMMAND WORDS: stand in its page
  grep -qxF -- "\\fBsage\\-stream $1\\fR [\\fIoptions\\fR] $2" "$test_folder/man1/sage-stream-${1%% *}.1" ||
    fail "the synopsis of $1 is not $2"
}
synopsis 'explain' '\fIticket\fR'
synopsis 'queue' '[\fIcommand\fR]'
synopsis 'hooks' '\fIcommand\fR'
synopsis 'queue retry' '\fIentry\fR...'
synopsis 'land' '[\fIticket\fR...]'
if command -v groff >/dev/null; then
  complaints=$(cd "$test_folder" && groff -man -ww -z man1/*.1 2>&1)
  [ -z "$complaints" ] || fail "$complaints"
fi
