#!/bin/sh
# BELIEVED: Target names are compared as RFC 3720 says (lower case), and what is not an iSCSI name is refused.
# HAPPENS: Records of one target in two spellings lie next to each other, and any text is taken as a name.
# PACKAGE: open-iscsi 2.1.8-1+deb12u1
# PACKAGE: libisns0 0.101-0.2+b1
# PACKAGE: libkmod2 30+20221128-1
# PACKAGE: libopeniscsiusr 2.1.8-1+deb12u1
# PACKAGE: libssl3 3.0.22-1~deb12u2
# SOURCE: RFC 3722 (names are case-folded); iscsiadm(8), -T.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
# The tool has fixed paths in /etc: it runs with the temporary folder as its root.
ldd sbin/iscsiadm | grep -o '/[^ )]*' | grep -v "^$dir" | xargs -I'{}' cp -L --parents '{}' .
mkdir -p dev proc/sys/fs run/lock tmp etc/iscsi
touch dev/null
echo 1048576 >proc/sys/fs/nr_open
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

node() { chroot . /sbin/iscsiadm -m node -T iqn.2010-01.com.example:disk1 -p 192.0.2.50 "$@"; }
update() { # KEY VALUE: prints the exit code and what the record has afterwards
  echo "$1 $2: exit $(code node -o update -n "$1" -v "$2"), $(node -S | grep -F "$1 ")"
}
expect "$(chroot . /sbin/iscsiadm -V)" '2\.1\.8'

new() { code chroot . /sbin/iscsiadm -m node -T "$1" -p 192.0.2.50 -o new; }
expect "lower case: exit $(new iqn.2010-01.com.example:disk1)" 'exit 0$'
expect "upper case: exit $(new IQN.2010-01.COM.Example:Disk1)" 'exit 0$'
expect "no name: exit $(new 'disk of host 1')" 'exit 0$'
expect "$(chroot . /sbin/iscsiadm -m node | wc -l) records" '^3 '
