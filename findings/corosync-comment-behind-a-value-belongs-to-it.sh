#!/bin/sh
# BELIEVED: A # starts a comment, wherever it is in the line.
# HAPPENS: Only a line that begins with # is one. Behind a number the file is refused, behind a text it silently becomes part of the value.
# PACKAGE: corosync 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libknet1 1.25-1
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: libnozzle1 1.25-1
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libstatgrab10 0.92.1-1.1
# SOURCE: corosync.conf(5): "Empty lines and lines starting with # character are ignored".
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
corosync=$dir/usr/sbin/corosync
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$($corosync -v | head -n 1)" "3\.1\.7"

conf() { # TOTEM QUORUM NODES: lines of the sections; writes corosync.conf
  {
    printf 'totem {\n version: 2\n%b}\n' "$1"
    printf 'nodelist {\n node {\n nodeid: 1\n ring0_addr: 192.0.2.1\n name: host1\n }\n node {\n nodeid: 2\n ring0_addr: 192.0.2.2\n name: host2\n }\n%b}\n' "${3-}"
    printf 'quorum {\n provider: corosync_votequorum\n%b}\n' "${2-}"
    printf 'system {\n state_dir: %s\n}\n' "$dir"
  } >corosync.conf
}
check() { # prints the exit code and the complaint of corosync -t
  said=$($corosync -t -c corosync.conf 2>&1) && echo "exit 0" || echo "exit $?: $(printf '%s' "$said" | grep -v 'exiting' | tail -n 1)"
}

conf ' # in a line of its own\n token: 5000 # ms\n'
expect "token: 5000 # ms: $(check)" 'but "5000 # ms" was given'
conf ' transport: knet # default\n'
expect "transport: knet # default: $(check)" 'Invalid transport type'
conf ' cluster_name: kvm # production\n'
expect "cluster_name: kvm # production: $(check)" ': exit 0$'
