# For scripts that talk to the program on a terminal.
# shellcheck shell=bash

session() { # session OPTION…: stdin says what is seen and typed (support/bin/on_terminal)
  status=0
  E2E_TERMINAL=1 TERM=xterm-256color NO_COLOR=1 \
    on_terminal "$test_folder/shown" "$SAGE_STREAM" "$@" 2> "$err" || status=$?
  tr -d '\r' < "$test_folder/shown" > "$out"
}
