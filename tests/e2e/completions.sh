#!/usr/bin/env bash
# Shells complete commands, flags, the words that a flag may have, and ticket ids; each script is
# taken in by its shell (those that are installed).
. "$(dirname "$0")/support/harness.sh"

new_repository
tickets 'A-1: true' 'B-2: true'
ln -s "$SAGE_STREAM" "$test_folder/bin/sage-stream"
sage-stream completion bash >"$test_folder/sage.bash"

# What bash offers for a command line: the last word is the one that is being completed.
offers() {
  bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); '"${from:-_sage_stream}"'
           printf "%s\n" "${COMPREPLY[@]}"' bash "$test_folder/sage.bash" "$@"
}
expect_offer() {  # WANTED WORD…
  offers "${@:2}" | found -x -e "$1" || fail "${*:2}: $1 is not offered, but: $(offers "${@:2}" | head -n 20)"
}
expect_offer validate sage-stream va
expect_offer --parallel sage-stream --par
expect_offer always sage-stream --color ''
expect_offer always sage-stream --color = al
expect_offer retry sage-stream queue ''
expect_offer A-1 sage-stream land ''
expect_offer B-2 sage-stream rollback --ticket B
expect_offer B-2 sage-stream queue retry ''
expect_offer --staged sage-stream validate --st
expect_offer batch sage-stream --landing.train ''
expect_offer overlay sage-stream --workspace.backend over
expect_offer fish sage-stream completion ''
expect_offer B sage-stream --component ''
mkdir -p .sage/runs/20261122-010203-abcd
echo '{}' > .sage/runs/20261122-010203-abcd/journal.ndjson
expect_offer 20261122-010203-abcd sage-stream report 2026
expect_offer 20261122-010203-abcd sage-stream rollback --run ''
from=_git_sage expect_offer validate git sage va
[ -z "$(offers sage-stream land X)" ] || fail "a ticket that is not there is offered"

shellcheck -s bash "$test_folder/sage.bash" || fail "the bash script is not clean"
if command -v zsh >/dev/null; then
  sage-stream completion zsh >"$test_folder/_sage-stream"
  zsh -n "$test_folder/_sage-stream" || fail "zsh does not take its script"
  zsh -c 'autoload -U compinit; compinit -u -D; . "$1"; [ "$_comps[sage-stream]" = _sage-stream ]' \
    zsh "$test_folder/_sage-stream" || fail "zsh does not know the completion"
  # git's completion calls the function _git-sage: the package has the same file under that name
  mkdir "$test_folder/functions"
  ln -s "$test_folder/_sage-stream" "$test_folder/functions/_git-sage"
  zsh -fc 'fpath=("$1"); autoload -U _git-sage; _describe() { print -l ${(P)2}; }
           words=(sage va) CURRENT=2; _git-sage' zsh "$test_folder/functions" > "$out"
  assert_says "$out" "validate:"
fi
if command -v fish >/dev/null; then
  sage-stream completion fish >"$test_folder/sage.fish"
  fish_offers() {
    HOME=$test_folder fish --no-config -c "source $test_folder/sage.fish; complete -C '$1'" | cut -f1
  }
  fish_offers 'sage-stream va' | found -x validate || fail "fish does not offer commands"
  fish_offers 'sage-stream --color ' | found -x always || fail "fish does not offer words"
  fish_offers 'sage-stream hooks ins' | found -x install || fail "fish does not offer below a command"
  fish_offers 'sage-stream land ' | found -x A-1 || fail "fish does not offer tickets"
  fish_offers 'sage-stream --component ' | found -x B || fail "fish does not offer components"
fi
