#!/usr/bin/env bash
# The best drain of independent tickets that git, xargs and worktrees give: pipeline.sh LANES
# reads "<ticket> <path>" lines. A lane is a worktree that stays warm; what a ticket changed there
# is put on the tip under a lock, its state beside it, by one `git fast-import` that stays running:
# no index and no checkout is touched for that. The user's own checkout follows once, at the end.
# As with ours, objects and refs are synced before a ticket counts as landed; lanes' indexes and
# trees are not.
set -euo pipefail
lanes=$1
top=$PWD
land=$top/.git/landing
committer=$(git var GIT_COMMITTER_IDENT)
committer=${committer% * *}
export top land committer

mkdir "$land"
git rev-parse main > "$land/tip" # what lands comes by here alone
git cat-file blob main:.sage/tickets/index.json > "$land/index.json"
for ((lane = 0; lane < lanes; lane++)); do
  git -c index.version=4 worktree add -q --detach "$land/lane-$lane" main &
  adding[lane]=$!
  cp "$land/tip" "$land/stands-$lane"
done
for one in "${adding[@]}"; do wait "$one"; done

mkfifo "$land/in" "$land/out"
git -c core.fsync=all -c fastimport.unpackLimit=1 fast-import --quiet < "$land/in" > "$land/out" &
importer=$!
exec 7> "$land/in" 8< "$land/out"

# As fast-import takes them: the changes of `git diff-tree`.
as_edits() {
  local mode new what path
  while IFS=$' \t' read -r _ mode _ new what path; do
    if [ "$what" = D ]; then echo "D $path"; else echo "M $mode $new $path"; fi
  done
}

# Whether the changed files stand in the tip as in the base, so that the changes may simply be made.
# Where files come or go, git's merge knows better.
stand_alone() {
  local base=$1 tip=$2 paths=() what path
  [ "$tip" != "$base" ] || return 0
  while IFS=$' \t' read -r _ _ _ _ what path; do
    [[ $what = M && $path != \"* ]] || return 1
    paths+=("$path")
  done
  git --literal-pathspecs diff-tree -r --quiet "$base" "$tip" -- "${paths[@]}"
}

one() {
  local ticket=$1 path=$2 stands base tree tip changes work merged
  cd "$land/lane-$LANE"
  until read -r base < "$land/tip"; do :; done
  # `add -A` has seen all that the ticket before left: so the index tells what is there, and only
  # what differs between the two trees needs a look.
  read -r stands < "$land/stands-$LANE"
  git read-tree -m -u "$stands" "$base"
  sh -c 'echo "$0" >> "$1"' "$ticket" "$path"
  git -c core.fsync=objects add -A
  tree=$(git -c core.fsync=none write-tree) # for this lane alone: fast-import writes its own
  echo "$tree" > "$land/stands-$LANE"
  changes=$(git diff-tree -r --no-renames "$base" "$tree")

  exec 9> "$land/lock"
  flock 9
  read -r tip < "$land/tip"
  if ! stand_alone "$base" "$tip" <<< "$changes"; then
    work=$(git commit-tree -p "$base" -m work "$tree")
    merged=$(git -c core.fsync=objects merge-tree --write-tree "$tip" "$work")
    changes=$(git diff-tree -r --no-renames "$tip" "$merged")
  fi
  # Its state goes in with the code: the index has one ticket a line.
  sed -i "/\"id\": \"$ticket\"/s/\"state\": \"UNPROCESSED\"/\"state\": \"COMPLETED\"/" \
    "$land/index.json"
  {
    printf 'commit refs/heads/main\nmark :1\ncommitter %s %s +0000\n' "$committer" "$EPOCHSECONDS"
    printf 'data <<END\nfeat: #%s\n\nSage-Ticket: %s\nEND\nfrom %s\n' "$ticket" "$ticket" "$tip"
    as_edits <<< "$changes"
    printf 'M 100644 inline .sage/tickets/index.json\ndata <<END OF INDEX\n'
    cat "$land/index.json"
    printf 'END OF INDEX\ncheckpoint\nget-mark :1\n'
  } >&7
  read -r tip <&8 # all is synced when it answers
  echo "$tip" > "$land/tip"
  exec 9>&-
}
export -f one as_edits stand_alone

xargs -P "$lanes" --process-slot-var=LANE -L 1 bash -euo pipefail -c 'one "$@"' bash
exec 7>&-
wait "$importer"
git reset -q --hard main
