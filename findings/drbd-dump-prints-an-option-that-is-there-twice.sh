#!/bin/sh
# BELIEVED: Of an option that a section has twice drbdadm dump shows the value that counts, or it refuses the file.
# HAPPENS: dump prints both and exits 0; up and adjust refuse the resource ("ambiguous inheritance"). A file that passed dump keeps the mirror down at the next start of the host.
# PACKAGE: drbd-utils 9.22.0-1
# SOURCE: drbdadm(8), dump; drbd.conf(5) says nothing of an option that is there twice.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
drbdadm() { "$dir/sbin/drbdadm" "$@" 2>err; }
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(drbdadm --version | grep DRBDADM_VERSION=)" 'DRBDADM_VERSION=9\.22\.0'

cat >drbd.conf <<END
global { usage-count no; }
resource r0 {
  device /dev/drbd0;
  disk /dev/vg/vm1;
  meta-disk internal;
  net { protocol C; max-buffers 8000; max-buffers 9000; }
  on $(uname -n) { node-id 0; address 127.0.0.1:7789; }
  on other { node-id 1; address 192.0.2.2:7789; }
}
END
expect "dump: exit $(code drbdadm -c drbd.conf dump r0)" 'exit 0$'
expect "$(drbdadm -c drbd.conf dump r0 | grep -c max-buffers) values are printed" '^2 '
expect "up: exit $(code drbdadm -c drbd.conf -d up r0)" 'exit [1-9]'
expect "$(drbdadm -c drbd.conf -d up r0 || grep -A 1 ambiguous err)" 'ambiguous inheritance for option "max-buffers"'
