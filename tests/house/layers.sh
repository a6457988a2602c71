#!/usr/bin/env bash
# Folders are layers in one written order (sage_folder lines of CMakeLists.txt): an #include may
# only name a folder that its own folder SEES. Each third-party header has one home.
set -eu
cd "$1"
problems=0
say() { echo "$*"; problems=1; }

declare -A sees
while read -r folder rest; do
  rest=${rest%%LINKS*}
  sees[$folder]=" $folder ${rest#SEES} "
done < <(sed -n 's/^sage_folder(\([a-z]*\) *\(.*\))$/\1 \2/p' CMakeLists.txt)
[ "${#sees[@]}" -ge 8 ] || say "could not read the order of the folders from CMakeLists.txt"

while IFS=: read -r file line; do
  folder=${file#lib/}; folder=${folder%%/*}
  target=${line#*\"}; target=${target%%/*}
  case "${sees[$folder]:-}" in *" $target "*) ;; *)
    say "$file: includes \"$target/…\", which lib/$folder may not see" ;; esac
done < <(grep -rE '^#include "' lib --include='*.h' --include='*.cpp')

home() {  # home PATTERN PLACE…: headers matching PATTERN are included under these places only
  pattern=$1; shift
  while IFS=: read -r file line; do
    ok=no
    for place in "$@"; do case "$file" in $place*) ok=yes ;; esac; done
    [ $ok = yes ] || say "$file: $line belongs to $*"
  done < <(grep -rE "^#include <$pattern" lib src --include='*.h' --include='*.cpp')
}
home 'git2' lib/repo/
home 'zlib' lib/repo/pack_stream
home 'simdjson' lib/ticket/read_index
home 'boost/(json|describe|mp11)' lib/base/json
home 'boost/(process|asio)' lib/os/process
home 'fmt/' lib/base/text
home 'CLI/' src/cli/
home 'boost/regex' lib/check/judge
home 'openssl/' lib/base/digest
exit $problems
