#!/usr/bin/env bash
# --dry-run plans the run of the mode that is asked for: component by component, or batch by batch.
source "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'API-1: true' 'SDK-1: true' 'API-2 (API-1): true' 'SDK-2: true' 'fix-it-1 (API-1): true' \
  '2024-11: true'
edit_index '.tickets[0].priority = "P0" | .tickets[5].priority = "P0"'
commit_all
order() { # order OPTION…: in which the tickets would start, "|" before each that starts later
  run_stream --dry-run --format=json "$@"
  assert_exit 0
  jq -r '[foreach .tickets[] as $t ({at: 0};
            {at: $t.start_ms, sep: (if $t.start_ms > .at then "| " else "" end)};
            .sep + $t.id)] | join(" ")' "$out"
}
started() { # started RUN: in which they did
  jq -r 'select(.event == "ticket_started").ticket' ".sage/runs/$1/journal.ndjson" | xargs
}

assert_same 'API-1 2024-11 | SDK-1 SDK-2 | API-2 fix-it-1' "$(order --auto --parallel=2)" "--auto"
assert_same 'API-1 2024-11 | SDK-1 SDK-2 | API-2 fix-it-1' \
  "$(order --parallel-interactive --parallel=2)" "--parallel-interactive"
planned=$(order --semi-auto)
assert_same 'API-1 | API-2 | 2024-11 | fix-it-1 | SDK-1 | SDK-2' "$planned" "--semi-auto"
assert_same 'API-1 | API-2' "$(order --semi-auto --limit 2)" "--semi-auto --limit"
run_stream --semi-auto --yes
assert_exit 0
assert_same "$(started "$(ls .sage/runs)")" "${planned//| /}" "--semi-auto"
