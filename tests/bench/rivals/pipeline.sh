#!/usr/bin/env bash
# The best drain of independent tickets that git, xargs and worktrees give: pipeline.sh LANES
# reads "<ticket> <path>" lines. A lane is a worktree that stays warm; a ticket is worked on
# there, and its tree merged and committed under a lock without a checkout; the user's own
# checkout follows once, at the end. Durable as ours is.
set -euo pipefail
lanes=$1
top=$PWD
export top
for ((lane = 0; lane < lanes; lane++)); do
  git worktree add -q --detach "$top/.git/lane-$lane" main
done

one() {
  local place=$top/.git/lane-$LANE ticket=$1 path=$2 base tree tip
  cd "$place"
  base=$(git rev-parse main)
  git reset -q --hard "$base"
  git clean -qfd
  sh -c 'echo "$0" >> "$1"' "$ticket" "$path"
  git -c core.fsync=all add -A
  tree=$(git -c core.fsync=all write-tree)
  exec 9> "$top/.git/landing.lock"
  flock 9
  tip=$(git rev-parse main)
  if [ "$tip" != "$base" ]; then
    work=$(git commit-tree -p "$base" -m work "$tree")
    tree=$(git -c core.fsync=all merge-tree --write-tree "$tip" "$work")
  fi
  # Its state goes in with the code: the index has one ticket a line.
  index=$(git cat-file blob "$tree:.sage/tickets/index.json" |
    sed "/\"id\": \"$ticket\"/s/\"state\": \"UNPROCESSED\"/\"state\": \"COMPLETED\"/" |
    git -c core.fsync=all hash-object -w --stdin)
  export GIT_INDEX_FILE=$top/.git/landing.index
  git read-tree "$tree"
  git update-index --cacheinfo "100644,$index,.sage/tickets/index.json"
  tree=$(git -c core.fsync=all write-tree)
  unset GIT_INDEX_FILE
  git -c core.fsync=all update-ref refs/heads/main "$(git -c core.fsync=all commit-tree -p "$tip" \
    -m "feat: #$ticket" -m "Sage-Ticket: $ticket" "$tree")" "$tip"
  exec 9>&-
}
export -f one

xargs -P "$lanes" --process-slot-var=LANE -L 1 bash -euc 'one "$@"' bash
git reset -q --hard main
