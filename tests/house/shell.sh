#!/usr/bin/env bash
# Every shell script parses, and shellcheck finds no mistake in it.
set -eu
cd "$1"
mapfile -t scripts < <(
  git ls-files --cached --others --exclude-standard -- .ci scripts tests fixtures hooks |
    while read -r file; do
      if [ -f "$file" ] && head -c 64 "$file" | head -n 1 | grep -qE '^#!.*\b(ba)?sh\b'; then
        echo "$file"
      fi
    done
)
[ ${#scripts[@]} -gt 10 ] || { echo "found only ${#scripts[@]} scripts"; exit 1; }
# SC1090/1091: sourced files are checked on their own. SC2154/2034: the harness sets and reads
# variables of the scripts that source it; SC2164: it also says set -e.
shellcheck --severity=warning --exclude=SC1090,SC1091,SC2154,SC2034,SC2164 "${scripts[@]}"
