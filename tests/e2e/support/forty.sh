# A backlog of 40 tickets whose results pass the gate, or not, in every way there is, and what must
# hold when it is drained. The gate reads parts/: each result adds one.
# shellcheck shell=bash disable=SC2154

# Six break it only in combination: two of them that claim the same thing.
combined=(C-101 C-102 C-103 C-104 C-105 C-106)
alone=(B-201 B-202 B-203 B-204)
conflicting=(X-301 X-302 X-303)
slow=(S-401 S-402)
missing=M-501 empty=Z-601
plain=()
for number in {701..723}; do plain+=("P-$number"); done

forty_tickets() { # makes the repository
  new_repository
  mkdir parts
  echo base > parts/base
  echo base > shared
  cat > check.sh <<'GATE'
tests=0
for part in parts/*; do
  case $(cat "$part") in
    broken) echo "$part is broken"; exit 1 ;;
    slow) sleep 1000 ;;
    missing) exec no-such-command-anywhere ;;
    empty) echo "Ran 0 tests in 0.0s"; exit 0 ;;
  esac
  tests=$((tests + 1))
done
if [ -n "$(cat parts/* | grep '^claims' | sort | uniq -d)" ]; then
  echo "claimed twice"
  exit 1
fi
echo "Ran $tests tests in 0.0s"
GATE
  # The three that conflict begin before the first of them has landed.
  program clash <<'AGENT'
set -e
mark "begun-$SAGE_TICKET_ID"
await begun-X-301 begun-X-302 begun-X-303
echo "$SAGE_TICKET_ID" > shared
echo good > "parts/$SAGE_TICKET_ID"
AGENT
  local ticket lines=()
  for ticket in "${conflicting[@]}"; do lines+=("$ticket: clash"); done
  local part
  put() { lines+=("$1: echo $2 > parts/$1"); }
  for ticket in "${combined[@]}"; do
    part=$(((${ticket#C-} - 101) / 2)) # three pairs
    put "$ticket" "claims $part"
  done
  for ticket in "${alone[@]}"; do put "$ticket" broken; done
  for ticket in "${slow[@]}"; do put "$ticket" slow; done
  put $missing missing
  put $empty empty
  for ticket in "${plain[@]}"; do put "$ticket" "good $ticket"; done
  tickets "${lines[@]}"
  edit_index '.tickets |= map(if .id | startswith("X-") then .priority = "P0" else . end)'
  jq -n --arg timeout "${gate_timeout:-10s}" '{stream: {attempts: 1, gate: [{name: "parts", command: "sh check.sh", timeout: $timeout,
    expects_tests: true}]}}' > .sage/config.json
  commit_all
}

number_landed() { # number_landed TICKET…: how many of them
  local ticket sum=0
  for ticket in "$@"; do sum=$((sum + $(landings "$ticket"))); done
  echo $sum
}

assert_right_ones_landed() {
  local pair ticket
  assert_landed "${plain[@]}"
  assert_deferred gate_failed "${alone[@]}"
  assert_deferred gate_timeout "${slow[@]}"
  assert_deferred gate_not_run $missing
  assert_deferred gate_no_tests $empty
  for pair in "C-101 C-102" "C-103 C-104" "C-105 C-106"; do
    read -ra pair <<< "$pair"
    assert_same 1 "$(number_landed "${pair[@]}")" "landed of ${pair[*]}"
    for ticket in "${pair[@]}"; do
      [ "$(landings "$ticket")" = 1 ] || assert_deferred gate_failed "$ticket"
    done
  done
  for ticket in "${conflicting[@]}"; do
    [ "$(landings "$ticket")" = 1 ] || assert_deferred merge_conflict "$ticket"
  done
  for ticket in "${alone[@]}" "${slow[@]}" $missing $empty; do assert_result_kept "$ticket"; done
}

assert_every_commit_passes() { # checked out one by one, in a clone of its own
  local commit clone=$test_folder/clone
  rm -rf "$clone"
  git clone -q . "$clone"
  for commit in $(git rev-list --reverse HEAD); do
    git -C "$clone" checkout -q "$commit"
    (cd "$clone" && sh check.sh > "$test_folder/check.txt" 2>&1) ||
      fail "$commit does not pass the gate: $(cat "$test_folder/check.txt")"
  done
}
