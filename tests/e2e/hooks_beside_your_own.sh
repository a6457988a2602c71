#!/usr/bin/env bash
# A hook of the user's own is kept, runs first with git's arguments and input, has its say, runs
# even when the program is gone, and is put back as it was: bytes, mode and link.
source "$(dirname "$0")/support/harness.sh"

new_repository $'a repository\nof two lines'
tickets 'A-1: true'
commit_all
for hook in pre-commit commit-msg pre-push post-merge pre-receive; do
  cat > ".git/hooks/$hook" <<HOOK
#!/bin/sh
{ echo "$hook" "\$#" "\$@"; case $hook in pre-push | pre-receive) cat ;; esac; } >> '$MARKS/log'
echo "mine: $hook"
test ! -e "$MARKS/no-$hook"
HOOK
  chmod 750 ".git/hooks/$hook"
done
mv .git/hooks/post-merge "$test_folder/shared"
ln -s "$test_folder/shared" .git/hooks/post-merge
before=$(cd .git/hooks && stat -c '%n %a %F' ./* && cat ./*)
run_stream hooks install
assert_exit 0
assert_says "$out" "pre-commit: installed, after your own"
run_stream hooks install
assert_says "$out" "nothing to do: all hooks are installed"
run_stream hooks status
assert_says "$out" "post-merge   installed (file), after your own"
run_stream hooks status --format=json
assert_same 5 "$(jq '[.hooks[] | select(.installed_by == "file" and .after_your_own)] | length' "$out")" \
  "hooks that are told"

echo x > x
git add x
git commit -q -m "Named A-8" 2> "$err"
assert_says "$err" "mine: pre-commit" "mine: commit-msg" "warning: the message names A-8"
assert_same "pre-commit 0
commit-msg 1 .git/COMMIT_EDITMSG" "$(sed 's/ $//' "$MARKS/log")" "what they were given"

touch "$MARKS/no-pre-commit"
git commit -q --allow-empty -m "Refused" 2> "$err" && fail "the user's hook has no say"
rm "$MARKS/no-pre-commit"

: > "$MARKS/log"
git init -q --bare "$test_folder/far.git"
git push -q "$test_folder/far.git" main main:other 2> "$err" || fail "git push"
id=$(git rev-parse HEAD) zeros=0000000000000000000000000000000000000000
assert_same "pre-push 2 $test_folder/far.git $test_folder/far.git
refs/heads/main $id refs/heads/main $zeros
refs/heads/main $id refs/heads/other $zeros" "$(cat "$MARKS/log")" "what pre-push was given"

# both read all of a long input
: > "$MARKS/log"
for i in $(seq 2000); do echo "create refs/heads/many/$i HEAD"; done | git update-ref --stdin
git push -q "$test_folder/far.git" 'refs/heads/many/*:refs/heads/many/*' 2> "$err" || fail "git push"
assert_same 2001 "$(wc -l < "$MARKS/log")" "lines of pre-push"

# without the program git goes on, and so does the user's hook
hidden=$test_folder/hidden
sed -i "s|^program=.*|program='$hidden'|" .git/hooks/pre-commit
PATH=/usr/bin:/bin git commit -q --allow-empty -m "Unchecked" 2> "$err" || fail "git commit"
assert_says "$err" "sage-stream is not there any more" "mine: pre-commit"
run_stream hooks install
assert_says "$out" "pre-commit: installed"

# it never calls itself: a hook of the user's that runs all hooks again comes to an end
cat > .git/hooks/pre-commit.before-sage <<'HOOK'
#!/bin/sh
echo again >> "$MARKS/again"
exec git hook run pre-commit
HOOK
git commit -q --allow-empty -m "Once" 2> "$err" || fail "git commit"
assert_same 1 "$(wc -l < "$MARKS/again")" "how often it ran"
printf '#!/bin/sh\n{ echo "pre-commit" "$#" "$@"; case pre-commit in pre-push | pre-receive) cat ;; esac; } >> '"'$MARKS/log'"'\necho "mine: pre-commit"\ntest ! -e "%s/no-pre-commit"\n' "$MARKS" \
  > .git/hooks/pre-commit.before-sage

run_stream hooks uninstall
assert_says "$out" "pre-commit: removed, your own is back"
assert_same "$before" "$(cd .git/hooks && stat -c '%n %a %F' ./* && cat ./*)" "the hooks' folder"
run_stream hooks uninstall
assert_says "$out" "nothing to do"
