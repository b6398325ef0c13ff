#!/bin/sh
# BELIEVED: A key that corosync does not know is reported by corosync -t.
# HAPPENS: Any key is stored: a misspelled one, one in upper case and those of corosync 1 and 2 (rrp_mode) exit 0 and have no effect.
# PACKAGE: corosync 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libknet1 1.25-1
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: libnozzle1 1.25-1
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libstatgrab10 0.92.1-1.1
# SOURCE: corosync(8), -t; corosync.conf(5). Token: 100 passes, while token: 100 is refused as too small.
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

conf ' tokn: 100\n rrp_mode: active\n'
expect "tokn, rrp_mode: $(check)" ': exit 0$'
conf '' ' two_nodes: 1\n'
expect "two_nodes: $(check)" ': exit 0$'
conf ' Token: 100\n'
expect "Token: 100: $(check)" ': exit 0$'
conf ' token: 100\n'
expect "token: 100: $(check)" ': exit 8'
