#!/usr/bin/env bash
# While a drain goes on, another process collects garbage, repacks and packs refs over and over:
# nothing that is not reachable yet is lost, and every ticket lands once.
source "$(dirname "$0")/support/harness.sh"

new_repository
mapfile -t backlog < <(
  for i in {101..130}; do
    needs=""
    [ $((i % 4)) -ne 0 ] || needs=" (T-$((i - 1)))"
    echo "T-$i$needs: mkdir -p d/$((i % 5)); echo T-$i > $i; echo $i > d/$((i % 5))/$i"
  done
)
tickets "${backlog[@]}"
commit_all
rounds=0
collect_garbage() { # a round may fail: refs and packs change under it
  while [ ! -e "$MARKS/stop" ]; do
    git gc --quiet --prune=now || mark failed
    git repack -a -d -q || mark failed
    git pack-refs --all --prune || mark failed
    mark "round-$((rounds += 1))"
  done
} > "$test_folder/gc.txt" 2>&1
collect_garbage & collector=$!
run_stream --auto --parallel=2
mark stop
wait $collector
echo "rounds of gc: $(find "$MARKS" -name 'round-*' | wc -l)"
assert_exit 0
assert_landed $(seq -f 'T-%g' 101 130)
for i in {101..130}; do
  assert_file $i T-$i
  assert_file d/$((i % 5))/$i $i
done
assert_same "" "$(find .git/objects -name '*.keep' -o -name '*.tmp')" "packs kept for ever"
assert_clean
git commit-graph write --reachable # gc's names results, too, which a repack has removed since
assert_sound
