#!/bin/sh
# BELIEVED: host_id = 010 is ten, or refused.
# HAPPENS: It is eight; lvmconfig --validate exits 0. 08 is refused, 0x10 too.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvm.conf(5), SYNTAX: integer = [0-9]*; _type in device_mapper/libdm-config.c calls strtoll with base 0.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PATH="$dir/sbin:$PATH" LVM_SYSTEM_DIR="$dir/conf" LVM_SUPPRESS_FD_WARNINGS=1
mkdir conf
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(lvm version 2>/dev/null | head -n 1)" '2\.03\.16'

printf 'local {\n host_id = 010\n}\n' >conf/lvm.conf
expect "host_id = 010: lvmconfig --validate: exit $(code lvmconfig --validate), $(lvmconfig local/host_id 2>/dev/null)" 'exit 0, host_id=8$'
printf 'local {\n host_id = 0x10\n}\n' >conf/lvm.conf
expect "host_id = 0x10: lvmconfig --validate: exit $(code lvmconfig --validate)" 'exit [1-9]'
