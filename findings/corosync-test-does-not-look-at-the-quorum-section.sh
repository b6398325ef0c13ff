#!/bin/sh
# BELIEVED: corosync -t tests the whole file.
# HAPPENS: Of the section quorum it checks only the types of numbers: a provider that does not exist, two_node among three nodes, two_node with auto_tie_breaker, no votes and an unknown device model all exit 0.
# PACKAGE: corosync 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libknet1 1.25-1
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: libnozzle1 1.25-1
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libstatgrab10 0.92.1-1.1
# SOURCE: corosync(8), -t: "test configuration and then exit"; votequorum(5): two_node needs two nodes.
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

third=' node {\n nodeid: 3\n ring0_addr: 192.0.2.3\n name: host3\n }\n'
conf '' ' two_node: 1\n' "$third"
expect "two_node and three nodes: $(check)" ': exit 0$'
conf '' ' two_node: 1\n auto_tie_breaker: 1\n'
expect "two_node and auto_tie_breaker: $(check)" ': exit 0$'
conf '' ' expected_votes: 0\n'
expect "expected_votes 0: $(check)" ': exit 0$'
conf '' ' device {\n model: nett\n }\n'
expect "device model nett: $(check)" ': exit 0$'
sed -i 's/corosync_votequorum/votequorum/' corosync.conf
expect "provider votequorum: $(check)" ': exit 0$'
conf '' ' two_node: yes\n'
expect "two_node yes: $(check)" 'expected to be integer'
