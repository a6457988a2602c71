#!/usr/bin/env bash
# Each run adds a line to .sage/stream-velocity.log for every ticket that ended, and a record to
# .sage/defer-log.json for every deferred one; what a killed run could not write, the next one does.
source "$(dirname "$0")/support/harness.sh"

velocity=.sage/stream-velocity.log deferred=.sage/defer-log.json
told() { # told RUN: "ticket state" of each of its lines
  grep " run=$1 " $velocity | cut -d' ' -f2,3 | sort | paste -sd' '
}

new_repository
tickets 'A-1: echo a > a' 'B-1: exit 3' 'C-1: true'
commit_all
run_stream --auto --attempts 1
assert_exit 1
first=$(ls .sage/runs)
assert_same "A-1 COMPLETED B-1 DEFERRED C-1 COMPLETED" "$(told "$first")" "what the first run tells"
assert_same "B-1 agent_failed $first" \
  "$(jq -r '.[] | [.ticket, .category, .run] | join(" ")' $deferred)" "what was deferred"
assert_clean

# A second run, killed when it has landed something; then one that has nothing of its own to tell.
edit_index '.tickets += [{"id": "D-1", "title": "D", "state": "UNPROCESSED", "run": "echo d > d"},
  {"id": "E-1", "title": "E", "state": "UNPROCESSED", "run": "mark e; await go"}]'
git commit -qam "More tickets"
d_landed() { grep -q '"landed","ticket":"D-1"' .sage/runs/*/journal.ndjson && test -e "$MARKS/e"; }
start_stream --auto --parallel=2
wait_for d_landed
kill -KILL "$stream"
wait_stream
mark go
wait_for no_processes
run_stream --auto
assert_exit 1
second=$(ls .sage/runs | sed -n 2p) third=$(ls .sage/runs | sed -n 3p)
assert_same "D-1 COMPLETED" "$(told "$second")" "what was made up for"
assert_same "E-1 COMPLETED" "$(told "$third")" "what the third run tells"
assert_same 5 "$(wc -l < $velocity)" "lines, none twice"
assert_same 1 "$(jq length $deferred)" "records, none twice"

# Nobody's file is overwritten, and no run fails for its statistics.
echo 'my own notes' > $deferred
run_stream --auto
assert_exit 1
assert_says "$err" "was not logged" defer-log.json
assert_file $deferred "my own notes"
assert_sound
