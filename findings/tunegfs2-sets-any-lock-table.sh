#!/bin/sh
# BELIEVED: tunegfs2 refuses the lock tables that mkfs.gfs2 refuses.
# HAPPENS: mkfs.gfs2 wants CLUSTER:NAME of letters, digits, - and _; tunegfs2 looks for the colon only, and with lock_nolock not even for that: exit 0.
# PACKAGE: gfs2-utils 3.5.0-2
# SOURCE: mkfs.gfs2(8), -t; tunegfs2(8), locktable.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export PATH="$dir/sbin:$dir/usr/sbin:$PATH"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(mkfs.gfs2 -V 2>&1 | head -n 1)" '3\.5\.0'
truncate -s 64M disk
make() { mkfs.gfs2 -q -O -p lock_dlm -t "$1" -j 1 -J 8 disk; }
expect "mkfs.gfs2 kvm.example:data: exit $(code make kvm.example:data)" 'exit [1-9]'
expect "mkfs.gfs2 kvm: exit $(code make kvm)" 'exit [1-9]'
expect "mkfs.gfs2 kvm:data: exit $(code make kvm:data)" 'exit 0$'
expect "tunegfs2 'kvm example:data': exit $(code tunegfs2 -o 'locktable=kvm example:data' disk)" 'exit 0$'
expect "$(tunegfs2 -l disk | grep 'Lock table')" 'kvm example:data$'
expect "tunegfs2 kvm: exit $(code tunegfs2 -o locktable=kvm disk)" 'exit [1-9]'
