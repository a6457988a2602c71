#!/usr/bin/env bash
# What tickets, agents and branches say stays text in every format, whatever it holds and however
# long it is; links that an agent left among its logs are not followed.
source "$(dirname "$0")/support/harness.sh"

new_repository
attack='</script><script>alert(1)</script><img src=x onerror=alert(2)>'
program agent <<'AGENT'
printf '%s \033[31m\007 \377\376 \342\200\256 \342\200\250\n' "$ATTACK"
head -c 10485760 /dev/zero | tr '\0' 'x' | fold -w 99
printf '\000%s\n' "$ATTACK" >&2
printf '%s\n' "$ATTACK" > page.html
printf '\000\001' > binary
ln -s /etc/passwd "$(dirname "$SAGE_PROMPT_FILE")/secret.log"
jq -n --arg text "$ATTACK" '{outcome: "COMPLETED", summary: $text}' > "$SAGE_RESULT_FILE"
AGENT
export ATTACK=$attack
tickets A-1 'B-1: echo "$ATTACK" >&2; exit 3'
jq --arg text "$attack" '(.tickets[].title, .tickets[].description, .tickets[].component) = $text' \
  .sage/tickets/index.json > "$MARKS/index"
cp "$MARKS/index" .sage/tickets/index.json
commit_all
run_stream --auto --agent agent --attempts 1
assert_exit 1
assert_landed A-1

for format in text markdown pull-request json trace html; do
  run_stream report --format=$format --output "$MARKS/report.$format"
  assert_exit 0
  iconv -f UTF-8 -t UTF-8 "$MARKS/report.$format" > "$MARKS/copy" || fail "$format is not UTF-8"
  [ "$(wc -c < "$MARKS/report.$format")" -lt 4000000 ] || fail "$format is too large"
  ! grep -q 'root:' "$MARKS/report.$format" || fail "$format holds a file that a link led to"
done
! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f]' "$MARKS"/report.{text,markdown,pull-request} ||
  fail "control characters in a report for people"
! grep -q '<script' "$MARKS"/report.{markdown,pull-request} || fail "markup in Markdown"
assert_same 2 "$(grep -o '<script' "$MARKS/report.html" | wc -l)" "scripts of the page"
assert_same 2 "$(grep -o '</script' "$MARKS/report.html" | wc -l)" "ends of scripts of the page"
jq -e --arg text "$attack" '.tickets[0] | .title == $text and .component == $text and
  (.attempts[0].logs[] | select(.name == "stdout.log") | .left_out > 0 and (.text | length) > 1000)' \
  "$MARKS/report.json" > "$MARKS/jq" || fail "the JSON report is not as it should be"
jq -e . "$MARKS/report.trace" > "$MARKS/jq"
