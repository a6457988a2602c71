#!/usr/bin/env bash
# Documents are true to the tree: every docs/ page that a source file or page names exists, every
# relative link leads somewhere, and docs/ARCHITECTURE.md names every folder of lib/.
set -eu
cd "$1"
problems=0
say() { echo "$*"; problems=1; }

while IFS=: read -r file page; do
  [ -f "$page" ] || say "$file: names $page, which does not exist"
done < <(grep -roE 'docs/[A-Z][A-Z-]*\.md' --include='*.h' --include='*.cpp' --include='*.md' \
  --include='*.sh' lib src tests docs README.md CONTRIBUTING.md)

while IFS=: read -r file link; do
  link=${link#*](} link=${link%)} link=${link%%#*}
  case $link in '' | http*) continue ;; esac
  [ -e "$(dirname "$file")/$link" ] || say "$file: the link $link leads nowhere"
done < <(grep -roE '\]\([^)]*\)' --include='*.md' README.md CONTRIBUTING.md docs)

for folder in lib/*/; do
  grep -q "$folder" docs/ARCHITECTURE.md || say "docs/ARCHITECTURE.md does not name $folder"
done
exit $problems
