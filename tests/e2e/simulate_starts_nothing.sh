#!/usr/bin/env bash
# simulate says how long a run would take and what holds it up, of the repository's own backlog or
# of a made-up one; it starts nothing, changes nothing, and says the same again from the same seed.
source "$(dirname "$0")/support/harness.sh"

everything() { # all there is in the checkout and in .git, with its content and time
  find . -printf '%p %m %T@ %l\n' -type f -exec sha256sum {} + | sort
}

new_repository
tickets 'A-1: mark ran' 'A-2 (A-1): mark ran' 'B-1: mark ran' 'B-2'
commit_all
everything > "$test_folder/before"
run_stream simulate --parallel 2 --cost all=0
assert_exit 0
assert_says "$out" "a run of 4 tickets on 2 workers, seed 1" \
  "makespan     20m 00s, 1.000 times the bound" "the workers" "over time, a column for each"
run_stream simulate --parallel 2 --cost all=0 --agent-time 1h --sweep
assert_says "$out" "makespan     2h 00m" "saturated at 2 workers"
run_stream simulate --format=json --parallel 8 --cost all=0 --gate-time 3m --failures 0.5 --seed 7
assert_exit 0
jq -e '.schema == "sage.simulation/1" and .tickets == 4 and .workers == 8 and .seed == 7 and
       .makespan_ms >= .lower_bound_ms and .landed + .deferred + .blocked == 4 and
       .attempts == .landed + .failed and .tests == .landed and (.course.working | length) > 0' \
  "$out" > /dev/null || fail "not the simulation expected: $(jq -c . "$out")"
everything > "$test_folder/after"
cmp "$test_folder/before" "$test_folder/after" || fail "something was changed"
[ -z "$(ls "$MARKS")" ] || fail "something was run"

# A made-up backlog needs no repository, and is as quick to simulate as it is long.
cd "$test_folder"
run_stream simulate --tickets 100000 --parallel 1000 --seed 3 --format=json
assert_exit 0
jq -e '.landed == 100000 and .makespan_ms >= .lower_bound_ms' "$out" > /dev/null ||
  fail "not all landed: $(jq -c 'del(.course)' "$out")"
cp "$out" "$test_folder/first"
run_stream simulate --tickets 100000 --parallel 1000 --seed 3 --format=json
cmp "$out" "$test_folder/first" || fail "another result from the same seed"

wrong() { # wrong 'WORDS' FLAG…
  run_stream simulate --tickets 10 "${@:2}"
  assert_exit 2
  assert_says "$err" "$1"
}
wrong "expected a number of workers" --parallel 0
wrong "expected a share from 0 to 1, found 1.5" --failures 1.5
wrong "expected a share from 0 to 1, found -0.1" --conflicts=-0.1
wrong "expected a share from 0 to 1, found many" --gate-time 1m --gate-failures many
wrong "--gate-failures requires --gate-time" --gate-failures 0.1
wrong "expected a time" --agent-time soon
wrong "or all, then = and a time, found x=1ms" --cost x=1ms
wrong "expected a time from 0 to 1000h" --agent-time 1001h
wrong "expected a time from 0 to 1000h" --gate-time nanm
wrong "expected a time from 0 to 1000h" --cost landing=infs
wrong "--gate-time: expected whole milliseconds" --gate-time 900us
wrong "--agent-time: expected whole milliseconds" --agent-time 1.5001ms
wrong "expected a number from 0 to 10, found nan" --dependencies nan
wrong "expected a number from 0 to 10, found 10.5" --dependencies 10.5
wrong "expected a share from 0 to 1, found nan" --failures nan
wrong "more than 250 years" --agent-time 1000h --failures 1 --attempts 1000
wrong "--seed" --seed=-1
wrong "--tickets" --tickets 0

cd "$test_folder/repo"
edit_index '(.tickets[] | select(.id == "A-1")).dependencies = ["A-2"]'
run_stream simulate
assert_exit 4
assert_says "$err" "A-1 -> A-2 -> A-1"
