#!/usr/bin/env bash
# docs/JOURNAL.md has a row for every event of lib/run/event.h, with all its members in order.
set -eu
cd "$1"
problems=0
events=0
while IFS=: read -r name members; do
  events=$((events + 1))
  row="| \`$name\` | $(sed 's/\([a-z_]*\),* */`\1` /g; s/ ``//g; s/ *$//' <<<"$members") |"
  grep -qF "$row" docs/JOURNAL.md || { echo "docs/JOURNAL.md lacks: $row"; problems=1; }
done < <(tr '\n' ' ' <lib/run/event.h | sed 's/BOOST_DESCRIBE_STRUCT/\n&/g; s/struct [A-Z]/\n&/g' |
  awk '/^struct/ { split($0, part, "\""); name = part[2] }
       /^BOOST/ { sub(/^[^,]*, *\(\), *\(/, ""); sub(/\)\).*/, ""); print name ":" $0 }')
[ "$events" -ge 20 ] || { echo "could not read the events from lib/run/event.h"; problems=1; }
exit $problems
