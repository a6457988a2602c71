#!/usr/bin/env bash
# The HTML report in a real browser: clicked through at two widths and in both themes, of a run with
# hostile texts and of one with a thousand tickets, without an error on the console.
source "$(dirname "$0")/support/harness.sh"

support=$SAGE_SOURCE/tests/e2e/support
if ! command -v python3 > "$MARKS/found" ||
  ! PYTHONPATH=$support PYTHONDONTWRITEBYTECODE=1 python3 -c 'import browser, sys; sys.exit(browser.program() is None)'; then
  echo "skipped: no Chromium is installed (apt install chromium-headless-shell), or no Python 3"
  exit 77
fi
click_through() { PYTHONDONTWRITEBYTECODE=1 timeout -k 5 150 python3 "$support/click_through.py" "$1"; }

new_repository hostile
attack='</script><script>alert(1)</script><img src=x onerror=alert(2)>'
export ATTACK=$attack
program agent <<'AGENT'
printf '%s \033[31mred\007 \377 \342\200\256 \342\200\250\n' "$ATTACK"
for i in 1 2 3; do echo "$ATTACK" > "file$i.html"; done
jq -n --arg text "$ATTACK" '{outcome: "COMPLETED", summary: $text}' > "$SAGE_RESULT_FILE"
AGENT
tickets A-1 'A-2 (A-1)' 'B-1: echo "$ATTACK" >&2; exit 3' 'B-2 (B-1, A-1): true'
jq --arg text "$attack" '(.tickets[].title, .tickets[].description) = $text' \
  .sage/tickets/index.json > "$MARKS/index"
cp "$MARKS/index" .sage/tickets/index.json
commit_all
run_stream --auto --agent agent --attempts 2 --gate "sh -c 'test -s file1.html'"
assert_exit 1
"$SAGE_STREAM" report --format=html --output "$MARKS/hostile.html"
click_through "$MARKS/hostile.html" || fail "the report with hostile texts"

new_repository large
git commit -q --allow-empty -m "Nothing yet"
PYTHONDONTWRITEBYTECODE=1 python3 "$support/large_run.py" . 1000
"$SAGE_STREAM" report --format=html --output "$MARKS/large.html"
click_through "$MARKS/large.html" || fail "the report of a thousand tickets"
