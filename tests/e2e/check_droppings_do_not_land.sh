#!/usr/bin/env bash
# What a check leaves or changes in the workspace is no part of the result, neither after the first
# round nor after a fix-up round.
source "$(dirname "$0")/support/harness.sh"

new_repository
echo original > snapshot
tickets 'A-1: echo $SAGE_ROUND >> a; ls > seen.$SAGE_ROUND; cat snapshot >> seen.$SAGE_ROUND'
edit_index '.tickets[0].validation_config = {verification_scripts: [
  {name: "unit", command: "echo x > report.xml; echo new > snapshot; test -e seen.2"}]}'
commit_all
run_stream --auto
assert_exit 0
assert_landed A-1
assert_file snapshot original
[ ! -e report.xml ] || fail "what the check left has landed"
assert_file seen.2 $'a\nseen.1\nseen.2\nsnapshot\noriginal'
assert_clean
assert_sound
