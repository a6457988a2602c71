#!/usr/bin/env bash
# A session that was paused, or killed while it asked, is resumed with all that was decided in it.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/session.sh"

new_repository
tickets 'API-1: echo 1 > api' 'OLD-1: echo 1 > old' 'SDK-1: echo 1 > sdk' 'WEB-1: echo 1 > web'
commit_all
session --semi-auto --agent 'sh -c true' --attempts 2 << 'TALK'
see Go on with API?
type
see Go on with OLD?
type skip
see Go on with SDK?
type pause
see Paused. To go on: sage-stream --semi-auto --agent 'sh -c true' --attempts 2
TALK
assert_exit 0
assert_landed API-1
assert_not_landed SDK-1 OLD-1 WEB-1
assert_sound
session --semi-auto << 'TALK'
see skipped: OLD
see It was worked on with: sage-stream --semi-auto --agent 'sh -c true' --attempts 2
see Resume it? [Yes/afresh]
type
see Go on with SDK?
type
see Go on with WEB?
kill
TALK
assert_exit 137
session --semi-auto << 'TALK'
see skipped: OLD
see Resume it?
type
see Go on with WEB?
type
TALK
assert_exit 0
assert_landed API-1 SDK-1 WEB-1
assert_not_landed OLD-1
[ ! -e .sage/state/session.json ] || fail "the session is over, and its file is there"
assert_clean
assert_sound

echo '{"schema": "sage.session/1", "mode": "nonsense"}' > .sage/state/session.json
session --semi-auto << 'TALK'
see set aside
see Go on with OLD?
type
TALK
assert_exit 0
assert_landed OLD-1
[ -e .sage/state/session.json.aside ] || fail "the session that was set aside is gone"
assert_sound
