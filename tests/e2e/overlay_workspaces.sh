#!/usr/bin/env bash
# With workspace.backend=overlay a backlog is drained in overlays, two at a time: agents find a
# clean repository, builds stay warm, what is deleted, moved and committed lands, and a gate passes
# judgement in overlays too. Nobody else sees a mount, and nothing is left of one.
source "$(dirname "$0")/support/harness.sh"
source "$(dirname "$0")/support/overlays.sh"
needs_overlays

new_repository
mkdir -p src/inner docs
for i in {1..40}; do echo "$i" > src/inner/"$i"; done
echo old > docs/page
ln -s docs/page link
printf '*.o\n' > .gitignore
git config sage.workspace.backend overlay
git config sage.gate 'test -L link'
tickets 'A-1: findmnt -nt overlay -o TARGET -T . >> "$MARKS/mounts"; [ -z "$(git status --porcelain)" ] && echo a > a' \
  'B-1 (A-1): rm -rf src/inner && mkdir src/inner && echo new > src/inner/1; echo x > built.o' \
  'C-1 (A-1): git mv docs/page docs/renamed && git commit -qm "by the agent"; rm link; ln -s docs/renamed link' \
  'D-1 (B-1, C-1): cat a src/inner/1 docs/renamed > d; chmod +x d' \
  'E-1 (D-1): rm -r docs && echo "a file now" > docs' \
  'F-1 (E-1): rm docs && mkdir docs && echo back > docs/page' \
  'G-1 (F-1): readlink link > g; ls -A src/inner >> g'
commit_all
run_stream --auto --parallel=2
assert_exit 0
assert_says "$err" "overlay workspaces"
assert_says "$MARKS/mounts" /tree
assert_landed A-1 B-1 C-1 D-1 E-1 F-1 G-1
assert_file d "$(printf 'a\nnew\nold')"
[ -x d ] || fail "d lost its x bit"
assert_file docs/page back
assert_file g "$(printf 'docs/renamed\n1')"
[ ! -e src/inner/2 ] || fail "what a new folder hides has landed"
assert_clean
assert_sound
wait_for nothing_mounted

# Warm: what git ignores is there for the next run, in the same slots.
tickets 'H-1: ls *.o > h 2>/dev/null || echo none > h'
commit_all
run_stream --auto
assert_exit 0
cache=$(echo "$XDG_CACHE_HOME"/sage-stream/repo-*)
if [ -e "$cache/uppers/slot-0/upper/built.o" ]; then assert_file h built.o; else assert_file h none; fi

run_stream clean
assert_exit 0
assert_same "" "$(find "$cache/layers" -mindepth 1 -type d)" "layers left"
