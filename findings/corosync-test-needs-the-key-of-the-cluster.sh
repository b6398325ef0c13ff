#!/bin/sh
# BELIEVED: corosync -t -c FILE tests this file and nothing else, so that a generated corosync.conf can be tested on any machine, in CI for example.
# HAPPENS: With encryption on it also reads the key, from keyfile or from /etc/corosync/authkey of the machine it runs on, and exits 8 where that is missing or shorter than 1024 bits. The same file passes on a node and fails elsewhere.
# PACKAGE: corosync 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libknet1 1.25-1
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: libnozzle1 1.25-1
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libstatgrab10 0.92.1-1.1
# SOURCE: corosync(8), -t ("Test configuration and then exit"); exec/totemconfig.c, totem_config_keyread; corosync.conf(5), keyfile.
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

crypto=' crypto_cipher: aes256\n crypto_hash: sha256\n'
conf "$crypto keyfile: $dir/authkey\n"
expect "no key: $(check)" '^no key: exit 8'
head -c 16 /dev/zero >authkey
expect "a key of 16 bytes: $(check)" '^a key of 16 bytes: exit 8'
head -c 128 /dev/zero >authkey
expect "a key of 128 bytes: $(check)" ': exit 0$'
rm authkey
conf " keyfile: $dir/authkey\n"
expect "no key and no encryption: $(check)" ': exit 0$'
