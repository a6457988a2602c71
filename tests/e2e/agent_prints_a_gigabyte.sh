#!/usr/bin/env bash
# An agent that prints 1 GB on stdout and on stderr lands, and its logs stay small and say that
# they were cut.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: yes 0123456789abcde | head -c 1G; yes | head -c 64M >&2; echo a > a'
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1
kilobytes=$(du -sk .sage/runs | cut -f1)
[ "$kilobytes" -lt 40000 ] || fail "the logs take $kilobytes KB"
assert_clean
assert_sound
