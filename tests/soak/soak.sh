#!/usr/bin/env bash
# A backlog is drained while agents fail, hang, break the gate and run into each other, and while
# agents, workers and the coordinator are killed at random moments. Afterwards every ticket has ended
# exactly once and truly, and nothing is left over; and the coordinator, which is left alive from a
# third of the tickets to five sixths of them, has not grown: not in memory, nor in open files, nor in
# what a ticket costs it.
#   SOAK_MINUTES  how long it takes at least, about (0.5)
#   SOAK_TICKETS  how many tickets (250 a minute)
#   SOAK_SEED     of all that is drawn
source "$(dirname "$0")/../e2e/support/harness.sh"

minutes=${SOAK_MINUTES:-0.5}
count=${SOAK_TICKETS:-$(awk -v m="$minutes" 'BEGIN { printf "%d", m * 250 }')}
seed=${SOAK_SEED:-$RANDOM}
workers=8
RANDOM=$seed
echo "$count tickets in about $minutes minutes, seed $seed (SOAK_SEED=$seed repeats it)"

# --- the tickets --------------------------------------------------------------------------------

never() { [ $(($1 % 100)) = 99 ]; } # the agent says so
shares() { [ $(($1 % 20)) = 7 ]; }  # adds a line where others add theirs

# Agents are asleep for half of the time; the rest is left for everything else.
export SOAK_SEED=$seed
SOAK_SLEEP=$(awk -v m="$minutes" -v n="$count" -v w=$workers 'BEGIN { print int(m * 60000 * w / n / 2) }')
export SOAK_SLEEP
program soak-agent <<'AGENT'
n=${SAGE_TICKET_ID#T-}
draw() { # draw WHAT LIMIT: into $drawn
  drawn=$(((SOAK_SEED * 69069 + n * 40503 + SAGE_ATTEMPT * 7919 + $1 * 104729) & 0x7fffffff))
  drawn=$((((drawn ^ (drawn >> 13)) * 1274126177) & 0x7fffffff))
  drawn=$(((drawn ^ (drawn >> 16)) % $2))
}
if [ $((n % 100)) = 99 ]; then
  echo "RESULT: DEFERRED"
  exit 0
fi
draw 1 2000
ms=$((drawn * SOAK_SLEEP / 1000))
sleep $((ms / 1000)).$(printf %03d $((ms % 1000)))
draw 2 300
case $drawn in
  0) exit 75 ;;                # try later
  1 | 2) sleep 300 ;;          # until its time is over
  3 | 4 | 5) kill -KILL $$ ;;
  [6-9] | 1[0-9]) exit 3 ;;
esac
folder=out/$((n / 100))
mkdir -p $folder broken shared
echo "$n" > $folder/$n
[ $((n % 20)) != 7 ] || echo "$n" >> shared/$((n % 7))
if [ $((n % 25)) = 3 ] && [ ! -e broken/$n ] && [ "$SAGE_ATTEMPT" -le 2 ]; then
  echo "$n" > broken/$n
else
  rm -f broken/$n
fi
AGENT
program soak-gate <<'GATE'
[ -z "$(ls broken 2> /dev/null)" ]
GATE

new_repository
mkdir -p .sage/tickets shared
for i in 0 1 2 3 4 5 6; do echo begin > shared/$i; done
jq -n --argjson n "$count" '{version: "1.0", tickets: [range(1; $n + 1) |
  {id: "T-\(.)", title: "Ticket \(.)", state: "UNPROCESSED", priority: "P\(. % 4)", type: "task",
   dependencies: (if . % 3 == 0 and . % 100 != 0 then ["T-\(. - 1)"] else [] end)}]}' \
  > .sage/tickets/index.json
commit_all
start=$(git rev-parse HEAD)

# --- draining and killing ----------------------------------------------------------------------

samples=$test_folder/samples # of the long life: seconds, tickets landed, KB, open files, ticks of CPU
children() { cat "/proc/$1"/task/*/children 2> /dev/null || true; }
one_of() { [ $# = 0 ] || eval "echo \${$((RANDOM % $# + 1))}"; }
ended() { ! kill -0 "$stream" 2> "$MARKS/ended"; }
landed() { git rev-list --count "$start..HEAD"; }

kill_somebody() { # a worker, or an agent with all that is below it
  local worker agent
  # shellcheck disable=SC2046 # pids
  worker=$(one_of $(children "$stream"))
  [ -n "$worker" ] || return 0
  # shellcheck disable=SC2046
  agent=$(one_of $(children "$worker"))
  if [ -n "$agent" ] && [ $((RANDOM % 2)) = 0 ]; then
    agents_killed=$((agents_killed + 1))
    kill -KILL "$agent" 2> "$MARKS/kill" || true
  else
    workers_killed=$((workers_killed + 1))
    kill -KILL "$worker" 2> "$MARKS/kill" || true
  fi
}

sample() {
  local rss files own cpu
  rss=$(awk '/^VmRSS/ { print $2 }' "/proc/$stream/status" 2> /dev/null) || return 0
  files=("/proc/$stream/fd/"*)
  own=$((${#files[@]} - 3 * $(children "$stream" | wc -w))) # a worker: its pipes and its pidfd
  cpu=$(sed 's/.*) //' "/proc/$stream/stat" 2> /dev/null | awk '{ print $12 + $13 }') || return 0
  [ -z "$rss" ] || [ -z "$cpu" ] || echo "$SECONDS $(landed) $rss $own $cpu" >> "$samples"
}

coordinators_killed=0 workers_killed=0 agents_killed=0
live() { # live SECONDS: a coordinator for so long; 0: until five sixths have landed. True if it ended
  local until=$((SECONDS + $1)) trains=(speculative batch serial speculative)
  start_stream --auto --parallel=$workers --attempts 12 --timeout 8s --agent soak-agent \
    --gate soak-gate --landing.train "${trains[RANDOM % 4]}"
  while ! ended; do
    read -rt 0.$((RANDOM % 9 + 1)) <> <(:) || true
    [ $((RANDOM % 4)) != 0 ] || kill_somebody
    if [ "$1" = 0 ]; then
      sample
      [ "$(landed)" -lt $((count * 5 / 6)) ] || break
    elif [ $SECONDS -ge $until ]; then
      break
    fi
  done
  if ended; then
    wait_stream
    return 0
  fi
  coordinators_killed=$((coordinators_killed + 1))
  {
    kill -KILL "$stream" || true
    [ $((RANDOM % 3)) != 0 ] || kill_processes_left
    wait_stream
  } 2> "$MARKS/killed"
  return 1
}

begun=$SECONDS lived_long=no
patience=$(awk -v m="$minutes" 'BEGIN { print int(m * 60 * 6 + 240) }')
until
  if [ $lived_long = no ] && [ "$(landed)" -ge $((count / 3)) ]; then
    lived_long=yes
    live 0
  else
    live $((RANDOM % 12 + 2))
  fi
do
  case $status in 137) ;; *) fail "a coordinator ended with $status instead of being killed" ;; esac
  [ $((SECONDS - begun)) -lt "$patience" ] || fail "$(landed) commits in $((SECONDS - begun)) s: it does not come to an end"
done
echo "drained in $((SECONDS - begun)) s; killed: $coordinators_killed coordinators, $workers_killed workers, $agents_killed agents"

# --- every ticket ended exactly once, and truly -------------------------------------------------

never_done=0
for ((n = 1; n <= count; n++)); do
  if never $n; then
    never_done=$((never_done + 1))
    echo "T-$n" >> "$test_folder/to-defer"
  else
    echo "T-$n" >> "$test_folder/to-land"
    echo "out/$((n / 100))/$n $n" >> "$test_folder/to-hold"
    if shares $n; then echo "$n" >> "$test_folder/to-share"; fi
  fi
done
touch "$test_folder/to-defer" "$test_folder/to-share"
assert_exit $((never_done > 0 ? 1 : 0))
same_lines() { # same_lines WHAT EXPECTED FOUND: files, in any order
  diff <(sort "$2") <(sort "$3") > "$test_folder/differ" ||
    fail "$1: $(wc -l < "$test_folder/differ") lines differ: $(head -n 10 "$test_folder/differ" | tr '\n' ' ')"
}
git log --format='%(trailers:key=Sage-Ticket,valueonly)' | sed '/^$/d' > "$test_folder/landed"
same_lines "landed" "$test_folder/to-land" "$test_folder/landed"
jq -r '.tickets[] | select(.state == "COMPLETED") | .id' .sage/tickets/index.json > "$test_folder/completed"
same_lines "COMPLETED" "$test_folder/to-land" "$test_folder/completed"
jq -r '.tickets[] | select(.state == "DEFERRED" and .defer_reason.category == "agent_deferred") | .id' \
  .sage/tickets/index.json > "$test_folder/deferred"
same_lines "DEFERRED" "$test_folder/to-defer" "$test_folder/deferred"
find out -type f | while read -r file; do echo "$file $(< "$file")"; done > "$test_folder/held"
same_lines "files" "$test_folder/to-hold" "$test_folder/held"
sed '/^begin$/d' shared/* > "$test_folder/shared"
same_lines "lines in shared files" "$test_folder/to-share" "$test_folder/shared"
assert_same "" "$(ls broken 2> /dev/null || true)" "what the gate forbids"
assert_clean

# --- nothing is left ----------------------------------------------------------------------------

assert_sound
assert_same "" "$(git for-each-ref --format='%(refname)' refs/sage | head)" "refs of the stream"
assert_same "" "$(find .sage/commit-queue -maxdepth 1 -name '*.json' | head)" "the queue"
assert_same "" "$(find . "$XDG_CACHE_HOME" \( -name '.sage-tmp-*' -o -name 'tmp_*' -o -name '*.tmp' \) | head)" "temporary files"

# --- and the coordinator has not grown ----------------------------------------------------------

# Of a column of the samples, the median in the first third of the long life and in the last.
thirds() { # thirds FILE COLUMN: prints FIRST LAST
  awk -v c="$2" '{ print $c }' "$1" > "$test_folder/column"
  local third=$(($(wc -l < "$test_folder/column") / 3))
  [ $third -gt 0 ] || third=1
  echo "$(head -n $third "$test_folder/column" | sort -n | sed -n "$(((third + 1) / 2))p")" \
    "$(tail -n $third "$test_folder/column" | sort -n | sed -n "$(((third + 1) / 2))p")"
}
grown=
flat() { # flat WHAT FIRST LAST FACTOR SLACK: LAST is at most FACTOR times FIRST, and SLACK more
  local verdict
  verdict=$(awk -v a="$2" -v b="$3" -v f="$4" -v s="$5" 'BEGIN { print (b <= a * f + s) ? "flat" : "GROWN" }')
  printf '%-38s first third %8s  last third %8s  %s\n' "$1" "$2" "$3" "$verdict"
  [ "$verdict" = flat ] || grown+=" $1;"
}
flat_memory() { # as flat does, but only tells of a sanitizer's program: that keeps what was freed
  local before=$grown
  flat "$@"
  ! grep -qaE '__(asan|tsan)_init' "$SAGE_STREAM" || grown=$before
}
flat_cost() { # as flat does, but only tells in a life too short for medians on a busy machine
  local before=$grown
  flat "$@"
  [ "$(wc -l < "$samples")" -ge 60 ] || grown=$before
}
[ -s "$samples" ] || { echo "the long life was too short to be sampled"; exit 0; }
awk 'NR > 1 && $2 > landed + 4 { print 10 * (($5 - cpu) / ($2 - landed)); landed = $2; cpu = $5 }
  NR == 1 { landed = $2; cpu = $5 }' "$samples" > "$test_folder/cpu"
longest=$(wc -l .sage/runs/*/journal.ndjson | sort -rn | awk '$2 != "total" && !found++ { print $2 }')
of() { jq -r "select(.event == \"$1\") | $2" "$longest" > "$test_folder/$2"; }
# What runs before it had landed, and the index lacks, is told once more, as landed in 0 ms.
jq -rs 'INDEX(.[] | select(.event == "landing_intent"); .result) as $own | .[] |
  select(.event == "landed" and $own[.result]) | .landing_ms' "$longest" > "$test_folder/.landing_ms"
of result_queued .prepare_ms
of result_queued .collect_ms
echo "the long life: $(wc -l < "$samples") samples, $(awk 'NR == 1 { a = $2 } END { print $2 - a }' "$samples") landings"
# Files: a pack for each landing, until sixteen are merged. Memory: libgit2 remembers up to 8 MB of
# objects, which are small: with what is around them twice that, reached after about 2,000 landings.
# shellcheck disable=SC2046 # two numbers
{
  flat_memory "memory of the coordinator, KB" $(thirds "$samples" 3) 1.25 20480
  flat "files it has open, but for workers" $(thirds "$samples" 4) 1 20
  [ ! -s "$test_folder/cpu" ] ||
    flat_cost "its processor time a ticket, ms" $(thirds "$test_folder/cpu" 1) 2 5
  flat_cost "landing, ms" $(thirds "$test_folder/.landing_ms" 1) 2 25
  flat_cost "preparing a workspace, ms" $(thirds "$test_folder/.prepare_ms" 1) 2 20
  flat_cost "collecting, ms" $(thirds "$test_folder/.collect_ms" 1) 2 20
}
[ -z "$grown" ] || fail "grown:$grown"
