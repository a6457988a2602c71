#!/usr/bin/env bash
# The shell predecessor's commit queue, as short as it can be: for each patch that waits in
# .sage/queue, under a lock that is a folder: applied, committed, its ticket marked, its entry done.
set -euo pipefail
mkdir -p .sage/done
for patch in .sage/queue/*.patch; do
  until mkdir .sage/queue.lock 2>/dev/null; do sleep 0.05; done
  ticket=${patch##*/??????-}
  ticket=${ticket%.patch}
  if git apply --index --check "$patch" 2>/dev/null; then
    git apply --index "$patch"
    git -c core.fsync=all commit -qm "feat: #$ticket Change a file

Sage-Ticket: $ticket"
    jq -c --arg id "$ticket" '(.tickets[] | select(.id == $id)).state = "COMPLETED"' \
      .sage/tickets/index.json > .sage/tickets/index.new
    mv .sage/tickets/index.new .sage/tickets/index.json
    mv "$patch" .sage/done/
  fi
  rmdir .sage/queue.lock
done
