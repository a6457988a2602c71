#!/usr/bin/env bash
# validate on 10,000 and 100,000 tickets: right ones, and each wrong in several ways.
source "$(dirname "$0")/support/harness.sh"

new_repository
mkdir -p .sage/tickets
generate() { # generate TICKETS WRONG: tickets as long as real ones, each waiting for two before it
  awk -v n="$1" -v wrong="$2" 'BEGIN {
    text = "A description that is about as long as people write it, with what has to be done and why."
    print "{\n  \"version\": \"1.0\",\n  \"tickets\": ["
    for (i = 1; i <= n; i++) {
      printf "    {\n      \"id\": \"T-%d\",\n      \"title\": \"Ticket %d\",\n", i, i
      printf "      \"state\": \"%s\",\n", (wrong ? "OPEN" : "UNPROCESSED")
      printf "      \"description\": \"%s %s %s\",\n", text, text, text
      waits = (i > 2) ? "\"T-" (i - 1) "\", \"T-" int(i / 2) "\"" : ""
      if (wrong) waits = waits (waits ? ", " : "") "\"X-" i "\""
      blocks = (i < n && i % 2) ? "\"T-" (i + 1) "\"" : ""
      printf "      \"dependencies\": [%s],\n      \"blockedBy\": [],\n", waits
      printf "      \"blocks\": [%s]\n", (wrong ? blocks : "")
      printf "    }%s\n", (i == n ? "" : ",")
    }
    print "  ]\n}"
  }' > .sage/tickets/index.json
}
for n in 100000 10000; do
  generate $n 0
  run_stream validate --strict
  assert_exit 0
  assert_says "$err" "$n tickets: nothing is wrong"
  generate $n 1
  run_stream validate
  assert_exit 4
  assert_says "$err" "$((2 * n)) errors and $((n / 2)) warnings in $n tickets"
done
run_stream validate --fix --format=json
assert_exit 4
assert_same "[$n,0]" "$(jq -c '[.errors, .warnings]' "$out")" "what is left when fixed"
