#!/usr/bin/env bash
# With landing.hooks the repository's own pre-commit and commit-msg hooks are asked of every landing,
# as `git commit` would ask them; a refusal defers the ticket and keeps its result.
source "$(dirname "$0")/support/harness.sh"

new_repository
git config sage.landing.hooks true
tickets 'A-1: echo good > a' 'A-2: echo bad > b' 'A-3: echo good > c' 'A-4: echo good > d'
commit_all
cat > .git/hooks/pre-commit <<'HOOK'
#!/bin/sh
{
  echo "files: $(git diff --cached --name-only | tr '\n' ' ')"
  echo "clean: $(git status --porcelain | grep -cv '^[AM] ')"
  echo "who: $GIT_AUTHOR_NAME"
  pwd
} > "$MARKS/seen.$SAGE_TICKET_ID"
if git grep -q --cached bad -- ':!.sage'; then
  echo "that is bad" >&2
  exit 1
fi
HOOK
cat > .git/hooks/commit-msg <<'HOOK'
#!/bin/sh
grep -q '^feat(A): #A-' "$1" || exit 1
grep -q '^Change-Id' "$1" || echo "Change-Id: I$(git hash-object "$1")" >> "$1"
HOOK
chmod +x .git/hooks/pre-commit .git/hooks/commit-msg
run_stream --auto --parallel=3
assert_exit 1
assert_landed A-1 A-3 A-4
assert_deferred hook_refused A-2
assert_result_kept A-2
assert_same "that is bad" "$(jq -r '.tickets[1].defer_reason.last_error' .sage/tickets/index.json)" "last error"
assert_says "$out" "pre-commit: exit status 1"
for file in a c d; do
  commit=$(git log --format=%H -1 -- $file)
  assert_same 4 "$(git log -1 --format=%B "$commit" | git interpret-trailers --parse | wc -l)" "trailers"
  git log -1 --format=%B "$commit" | found '^Change-Id: I' || fail "the hook's word is lost"
done
assert_same "files: .sage/tickets/index.json a 
clean: 0
who: Ada Example" "$(head -n 3 "$MARKS/seen.A-1")" "what the hook saw"
[ "$(tail -n 1 "$MARKS/seen.A-1")" != "$PWD" ] || fail "it ran in the user's checkout"
assert_clean
assert_sound

# mended, and landed by hand
printf '#!/bin/sh\n' > .git/hooks/pre-commit
run_stream land A-2
assert_exit 0
assert_landed A-2

# a hook that takes the trailers away, and one that stages what it likes
edit_index '.tickets += [{id: "A-5", title: "E", state: "UNPROCESSED", run: "echo e > e"}]'
git -c core.hooksPath=/dev/null commit -q -a -m "More"
printf '#!/bin/sh\necho Done > "$1"\n' > .git/hooks/commit-msg
run_stream --auto
assert_exit 1
assert_deferred hook_refused A-5
assert_says "$out" "takes away the trailers"
rm .git/hooks/commit-msg
printf '#!/bin/sh\necho formatted > e\ngit add e\n' > .git/hooks/pre-commit
run_stream land
assert_exit 1
assert_says "$out" "the hook staged changes of its own"
rm .git/hooks/pre-commit
run_stream land
assert_exit 0
assert_landed A-5
assert_file e e
assert_sound
