# For scripts that run an example workflow (docs/examples) step by step, against $remote.
# shellcheck shell=bash
remote=$test_folder/remote.git steps=$test_folder/steps
ln -s "$SAGE_STREAM" "$test_folder/bin/sage-stream"

workflow() { # workflow FILE: its steps become files; the test is skipped without a reader of YAML
  python3 -c 'import yaml' 2> "$MARKS/yaml" || { echo "no yaml module: skipped"; exit 0; }
  mkdir "$steps"
  python3 "$SAGE_SOURCE/tests/e2e/support/workflow_steps.py" "$SAGE_SOURCE/docs/examples/$1" "$steps"
  ! command -v shellcheck > /dev/null || shellcheck --shell=bash --severity=warning --exclude=SC2154 "$steps"/*
  sed -i "s|/tmp/|$test_folder/|g" "$steps"/* # the places outside of the checkout are this test's own
}

step() { # step NAME: its exit code is $status
  status=0
  bash --noprofile --norc "$steps/$1" > "$out" 2> "$err" < /dev/null || status=$?
}

make_remote() { git clone -q --bare . "$remote"; }

clone_of_remote() { # clone_of_remote NAME: and goes there
  git clone -q "$remote" "$test_folder/$1"
  cd "$test_folder/$1"
}

refuse() { # refuse WHY: the remote takes nothing
  printf '#!/bin/sh\necho %s >&2\nexit 1\n' "'$1'" > "$remote/hooks/pre-receive"
  chmod +x "$remote/hooks/pre-receive"
}

add_to_remote() ( # add_to_remote BRANCH 'JQ FILTER': somebody else edits the index there
  rm -rf "$test_folder/somebody"
  git clone -q -b "$1" "$remote" "$test_folder/somebody"
  cd "$test_folder/somebody"
  edit_index "$2"
  git commit -q --allow-empty -am "Theirs"
  git push -q
)

assert_pushed() { # assert_pushed BRANCH: as it is here
  assert_same "$(git rev-parse HEAD)" "$(git ls-remote origin "refs/heads/$1" | cut -f1)" "what was pushed"
}
