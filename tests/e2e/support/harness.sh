# What every end-to-end script starts with: a temporary folder, a home of its own, and words for
# making repositories, running the program and saying what must hold. The folder is removed at the
# end, and the test fails if a process of it is left. E2E_KEEP=1 keeps the folder.
# shellcheck shell=bash
set -euo pipefail
: "${SAGE_STREAM:?the binary under test}" "${SAGE_SOURCE:?the source tree}"

test_folder=$(realpath "$(mktemp -d "${TMPDIR:-/tmp}/sage-e2e.XXXXXX")")
mkdir "$test_folder/home"
for name in ${!GIT_@} ${!SAGE_@} ${!GITHUB_@} CI; do
  case $name in SAGE_STREAM | SAGE_SOURCE) ;; *) unset "$name" ;; esac
done
export HOME=$test_folder/home
export XDG_CACHE_HOME=$HOME/cache XDG_CONFIG_HOME=$HOME/config
export GIT_CONFIG_GLOBAL=$HOME/.gitconfig GIT_CONFIG_NOSYSTEM=1 LC_ALL=C.UTF-8 TZ=UTC
cat > "$GIT_CONFIG_GLOBAL" <<'CONFIG'
[user]
  name = Ada Example
  email = ada@example.org
[init]
  defaultBranch = main
[sage]
  retryDelay = 50ms
CONFIG
out=$test_folder/out.txt err=$test_folder/err.txt status=none stream=none
# Where agents leave `mark`s for each other and for the script (support/bin).
export MARKS=$test_folder/marks
export PATH=$test_folder/bin:$SAGE_SOURCE/tests/e2e/support/bin:$PATH
mkdir "$MARKS" "$test_folder/bin"
append="'$SAGE_SOURCE/fixtures/agents/append'" # as a value of --agent
# All processes of this test carry this in their environment, whatever became of their parents.
export E2E_MARK=$test_folder

# --- saying that something does not hold ----------------------------------------------------

fail() {
  {
    echo "FAILED: $*"
    local i
    for ((i = 1; i < ${#FUNCNAME[@]}; i++)); do
      echo "  at ${BASH_SOURCE[i]##*/}:${BASH_LINENO[i - 1]}"
    done
    for file in "$out" "$err"; do
      [ -s "$file" ] || continue
      echo "--- the end of ${file##*/}"
      tail -n 25 "$file" | cut -c -300
    done
    echo "--- git log"
    git log --all --oneline --graph 2>&1 | head -n 25
  } >&2
  exit 1
}

processes_left() ( # the pids of what this test started and what is still running
  unset E2E_MARK
  grep -lszxF "E2E_MARK=$test_folder" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3 || true
)

no_processes() { [ -z "$(processes_left)" ]; }

kill_processes_left() {
  local pids
  while pids=$(processes_left) && [ -n "$pids" ]; do
    xargs -r kill -KILL <<< "$pids" 2>/dev/null || true
  done
}

at_exit() {
  local code=$?
  set +e
  if [ $code -eq 0 ] && ! poll no_processes; then
    echo "FAILED: processes are left:" >&2
    processes_left | xargs -r ps -o pid,ppid,stat,args -p >&2
    code=1
  fi
  kill_processes_left
  cd /
  if [ "${E2E_KEEP:-}" = 1 ]; then
    echo "kept: $test_folder" >&2
  else
    chmod -R u+rwX "$test_folder" 2>/dev/null
    rm -rf "$test_folder"
  fi
  exit $code
}
trap at_exit EXIT

# --- waiting ----------------------------------------------------------------------------------

poll() { # poll COMMAND…: until it succeeds; false after 30 s
  local deadline=$((SECONDS + 30))
  until "$@"; do
    [ $SECONDS -lt $deadline ] || return 1
    read -rt 0.02 <> <(:) || true
  done
}

wait_for() { # wait_for COMMAND…: like poll, but it must come
  poll "$@" || fail "waited in vain for: $*"
}

# --- repositories -----------------------------------------------------------------------------

new_repository() { # new_repository [NAME [option of git init…]]: and goes there
  git init -q "${@:2}" "$test_folder/${1:-repo}"
  cd "$test_folder/${1:-repo}"
}

# tickets 'ID (DEPENDENCIES): COMMAND'…: writes the index. "A: echo a > a", "B (A, C): true"; a
# ticket without a command, "D" or "D (A)", needs an agent.
tickets() {
  mkdir -p .sage/tickets
  printf '%s\n' "$@" | jq -nR '{version: "1.0", tickets: [inputs |
    capture("^(?<id>[^ :]+)( \\((?<needs>[^)]*)\\))?(: (?<run>.*))?$") |
    {id, title: "Ticket \(.id)", state: "UNPROCESSED", priority: "P1", type: "task",
     dependencies: ((.needs // "") | [scan("[^, ]+")])}
     + (if .run then {run} else {} end)]}' > .sage/tickets/index.json
}

edit_index() { # edit_index 'JQ FILTER': changes the index of the checkout
  jq "$1" .sage/tickets/index.json > .sage/tickets/index.new
  mv .sage/tickets/index.new .sage/tickets/index.json
}

commit_all() { # commit_all [MESSAGE]
  git add -A
  git commit -q -m "${1:-Prepare}"
}

program() { # program NAME: stdin is a shell script, put on the PATH: an agent, or part of one
  { echo '#!/bin/sh'; cat; } > "$test_folder/bin/$1"
  chmod +x "$test_folder/bin/$1"
}

# --- running the program ----------------------------------------------------------------------

start_stream() { # in the background: its pid is $stream
  status=none
  : > "$out" > "$err" # now: what an earlier one said is not waited for
  env --default-signal=INT,QUIT "$SAGE_STREAM" "$@" > "$out" 2> "$err" < /dev/null &
  stream=$!
}

wait_stream() { # its exit code is $status
  status=0
  wait "$stream" || status=$?
}

run_stream() { # to the end: stdout in $out, stderr in $err, exit code in $status
  status=0
  timeout --foreground -k 5 150 "$SAGE_STREAM" "$@" > "$out" 2> "$err" < /dev/null || status=$?
}

# --- what must hold ---------------------------------------------------------------------------

assert_exit() { # assert_exit CODE: of the last run
  [ "$status" = "$1" ] || fail "exit code $status, expected $1"
}

assert_same() { # assert_same EXPECTED ACTUAL [WHAT]
  [ "$1" = "$2" ] || fail "${3:-value}: expected $(printf %q "$1"), found $(printf %q "$2")"
}

assert_says() { # assert_says FILE TEXT…: every text stands in the file
  local text said
  said=$(tr -d '\0' < "$1")
  for text in "${@:2}"; do
    grep -qF -- "$text" <<< "$said" || fail "${1##*/} does not say: $text"
  done
}

found() { # COMMAND | found PATTERN…: grep that reads to the end, so that COMMAND is not cut off
  grep "$@" > /dev/null
}

assert_file() { # assert_file PATH CONTENT: in the checkout, a final newline aside
  [ -f "$1" ] || fail "$1 is not there"
  assert_same "$2" "$(cat "$1")" "$1"
}

landings() { # landings TICKET [REVISION]: how many commits carry its trailer
  git log --format='%(trailers:key=Sage-Ticket,valueonly)' "${2:-HEAD}" | grep -cxF -- "$1" || true
}

assert_landed() { # assert_landed TICKET…: each exactly once
  local ticket
  for ticket in "$@"; do
    assert_same 1 "$(landings "$ticket" "${branch:-HEAD}")" "landing commits of $ticket"
  done
}

assert_not_landed() {
  local ticket
  for ticket in "$@"; do
    assert_same 0 "$(landings "$ticket" "${branch:-HEAD}")" "landing commits of $ticket"
  done
}

state_of() { # state_of TICKET: in the index of the checkout
  jq -r --arg id "$1" '.tickets[] | select(.id == $id) | .state' .sage/tickets/index.json
}

assert_state() { # assert_state STATE TICKET…
  local ticket
  for ticket in "${@:2}"; do assert_same "$1" "$(state_of "$ticket")" "state of $ticket"; done
}

reason_of() { # reason_of TICKET: the category of its defer_reason
  jq -r --arg id "$1" '.tickets[] | select(.id == $id) | .defer_reason.category' \
    .sage/tickets/index.json
}

assert_deferred() { # assert_deferred CATEGORY TICKET…
  local ticket
  assert_state DEFERRED "${@:2}"
  for ticket in "${@:2}"; do
    assert_same "$1" "$(reason_of "$ticket")" "why $ticket is deferred"
    assert_not_landed "$ticket"
  done
}

result_kept() { # result_kept TICKET: prints the newest pinned result of a ticket
  git for-each-ref --sort=-version:refname --count=1 --format='%(objectname)' \
    "refs/sage/results/$1/"
}

assert_result_kept() {
  has_result "$1" || fail "no result of $1 is kept under refs/sage/results"
}

has_result() { [ -n "$(result_kept "$1")" ]; }

assert_clean() { # git status has nothing to say
  assert_same "" "$(git status --porcelain)" "git status"
}

assert_sound() { # objects whole, no lock, no process, no pin of what landed, nothing in progress
  local common ticket
  common=$(git rev-parse --git-common-dir)
  git fsck --full --no-dangling > "$test_folder/fsck.txt" 2>&1 || fail "git fsck: $(head -3 "$test_folder/fsck.txt")"
  poll no_processes || fail "processes are left: $(processes_left | xargs -r ps -o args= -p | head -5)"
  for place in .sage "$common/sage"; do
    [ -d "$place" ] || continue
    assert_same "" "$(find "$place" -name runs -prune -o -name '*.lock' -print)" "locks in $place"
  done
  assert_same "" "$(find "$common" -path "$common/sage/runs" -prune -o -name '*.lock' -print)" "locks of git"
  while IFS=/ read -r _ _ _ ticket _; do
    [ "$(landings "$ticket" "${branch:-HEAD}")" = 0 ] || fail "$ticket landed, but its result is still pinned"
  done < <(git for-each-ref --format='%(refname)' refs/sage/results)
  if [ -f .sage/tickets/index.json ]; then
    assert_same "" "$(jq -r '.tickets[] | select(.state == "IN_PROGRESS") | .id' .sage/tickets/index.json)" \
      "tickets left IN_PROGRESS"
  fi
}
