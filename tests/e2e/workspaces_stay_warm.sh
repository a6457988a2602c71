#!/usr/bin/env bash
# workspace.setup runs once in a new workspace, workspace.copy takes files along from the
# checkout, and ignored files stay between tickets unless --pristine.
source "$(dirname "$0")/support/harness.sh"

new_repository
printf 'build/\n.env\n' > .gitignore
cat > .sage.json <<'JSON'
{"stream": {"workspace": {"setup": "echo run >> \"$MARKS/setups\"; mkdir -p build; echo made > build/setup",
                          "copy": [".env"]}}}
JSON
tickets 'A-1: grep -q secret .env && test -f build/setup && echo x > build/out && echo a > a' \
  'B-1 (A-1): test -f build/out && echo b > b'
mv .sage.json .sage/config.json
commit_all
echo secret > .env
run_stream --auto --attempts 1
assert_exit 0
assert_landed A-1 B-1
assert_same 1 "$(wc -l < "$MARKS/setups")" "runs of the setup"
assert_clean
assert_sound

tickets 'C-1: test ! -e build/out && echo c > c'
commit_all
run_stream --auto --attempts 1 --pristine
assert_exit 0
assert_landed C-1
assert_sound
