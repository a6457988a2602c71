#!/usr/bin/env bash
# A worker that speaks the protocol of docs/PROTOCOL.md and misbehaves on demand: FAKE_WORKER says
# how it starts, a job's title what becomes of the job. Where it leaves word, it does so in the
# job's log_folder.
set -u

say() { printf '%s\n' "$1"; }
hello() { say "{\"hello\":\"sage-stream\",\"protocol\":${1:-1},\"version\":\"fake\",\"pid\":$$}"; }
field() { [[ $line =~ \"$1\":\"([^\"]*)\" ]] && printf '%s' "${BASH_REMATCH[1]}"; }
outcome() {
  say "{\"outcome\":{\"job\":${job:-0},\"ticket\":\"$1\",\"attempt\":${attempt:-1},\"kind\":\"$2\",\"summary\":\"$$\"}}"
}

do_job() {
  ticket=$(field ticket)
  folder=$(field log_folder)
  [[ $line =~ \"id\":([0-9]+) ]] && job=${BASH_REMATCH[1]}
  [[ $line =~ \"attempt\":([0-9]+) ]] && attempt=${BASH_REMATCH[1]}
  case $(field title) in
    complete) outcome "$ticket" completed ;;
    alive)
      say "{\"alive\":{\"ticket\":\"$ticket\",\"phase\":\"agent\",\"activity\":\"thinks\"}}"
      outcome "$ticket" completed
      ;;
    hold) held=$ticket ;; # until it is cancelled, or its stdin closes
    deaf)
      say "{\"alive\":{\"ticket\":\"$ticket\",\"phase\":\"deaf\"}}"
      exec sleep 1000
      ;;
    crash)
      echo 'earlier words' >&2
      echo 'last words' >&2
      kill -KILL $$
      ;;
    exit) exit 3 ;;
    complete-and-crash)
      outcome "$ticket" completed
      kill -KILL $$
      ;;
    orphans)
      (setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $! >"$folder/orphan")
      kill -KILL $$
      ;;
    mute)
      exec 1>&-
      read -r never
      ;;
    garbage) printf 'no \x1b[2J json\n' ;;
    wrong-ticket) outcome OTHER-1 completed ;;
    wrong-job)
      job=$((job + 1))
      outcome "$ticket" completed
      ;;
    endless) head -c 70000000 /dev/zero | tr '\0' x ;;
  esac
}

case ${FAKE_WORKER:-} in
  ends) echo 'cannot load libgit2' >&2 && exit 127 ;;
  silent) exec sleep 1000 ;;
  other-protocol) hello 99 && exec sleep 1000 ;;
  no-hello) say '{"alive":{}}' && exec sleep 1000 ;;
  reads-nothing) hello && exec sleep 1000 ;;
  *) hello ;;
esac

held=
while IFS= read -r line; do
  case $line in
    '{"job":'*) do_job ;;
    '{"cancel":'*)
      [ -z "$held" ] || outcome "$held" cancelled
      held=
      ;;
  esac
done
[ -z "$held" ] || echo "$held" >"$folder/finished"
