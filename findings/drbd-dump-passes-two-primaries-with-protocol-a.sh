#!/bin/sh
# BELIEVED: drbdadm dump checks a configuration: the options that exclude each other are errors.
# HAPPENS: allow-two-primaries with protocol A is dumped with exit 0, and so is it handed to the kernel, which refuses the connection. The mirror of a guest that shall migrate live stays unconnected, on every host.
# PACKAGE: drbd-utils 9.22.0-1
# SOURCE: drbd.conf(5), protocol and allow-two-primaries, which does not name the rule; the kernel has it in _check_net_options (drivers/block/drbd/drbd_nl.c): ERR_NOT_PROTO_C.
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

resource() { # PROTOCOL: a mirror of this host and another one
  cat <<END
global { usage-count no; }
resource r0 {
  device /dev/drbd0;
  disk /dev/vg/vm1;
  meta-disk internal;
  net { protocol $1; allow-two-primaries yes; }
  on $(uname -n) { node-id 0; address 127.0.0.1:7789; }
  on other { node-id 1; address 192.0.2.2:7789; }
}
END
}
resource D >drbd.conf
expect "protocol D: dump: exit $(code drbdadm -c drbd.conf dump r0)" 'exit [1-9]'
for protocol in C A; do
  resource $protocol >drbd.conf
  expect "protocol $protocol: dump: exit $(code drbdadm -c drbd.conf dump r0)" 'exit 0$'
  expect "$(drbdadm -c drbd.conf -d up r0 | grep new-peer)" "allow-two-primaries=yes.*--protocol=$protocol"
done
