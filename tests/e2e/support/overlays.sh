# Overlays, as the system's own programs see them. Sourced after harness.sh.
# shellcheck shell=bash

# Ends the test as skipped where this user can mount no overlay.
needs_overlays() {
  mkdir -p "$test_folder/trial"/{lower,upper,work,at}
  # shellcheck disable=SC2016  # for the shell within
  unshare --map-root-user --mount sh -c 'cd "$1" && mount -t overlay overlay -o \
    userxattr,lowerdir=lower,upperdir=upper,workdir=work at' sh "$test_folder/trial" 2>/dev/null || {
    echo "skipped: no overlay can be mounted here"
    exit 77
  }
}

# A program like the one under test that can make no mount namespace.
without_mounts() {
  program without-mounts <<'PROGRAM'
exec unshare --map-root-user sh -c \
  'echo 0 > /proc/sys/user/max_mnt_namespaces && exec "$SAGE_STREAM_ITSELF" "$@"' sh "$@"
PROGRAM
  export SAGE_STREAM_ITSELF=$SAGE_STREAM
  SAGE_STREAM=$test_folder/bin/without-mounts
}

# The processes that see something mounted for this test.
mounted_for() { grep -lsF "$test_folder" /proc/[0-9]*/mountinfo | cut -d/ -f3 || true; }
nothing_mounted() { [ -z "$(mounted_for)" ]; }
