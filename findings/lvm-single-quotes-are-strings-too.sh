#!/bin/sh
# BELIEVED: Only double quotes enclose a string, as the grammar of the manual says.
# HAPPENS: Single quotes do as well, and a backslash in them needs no doubling: a reader of lvm.conf that knows double quotes only sees another filter than LVM.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvm.conf(5), SYNTAX: string = "..."; _type in device_mapper/libdm-config.c, TOK_STRING_ESCAPED and TOK_STRING.
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

printf "%s\n" "devices {" " filter = [ 'a|^/dev/mapper/mpath\\.[a-z]\$|', \"r|.*|\" ]" "}" >conf/lvm.conf
expect "$(sed -n 2p conf/lvm.conf)" "'a\|.*mpath"
expect "lvmconfig --validate: exit $(code lvmconfig --validate)" 'exit 0$'
expect "$(lvmconfig devices/filter 2>/dev/null)" '^filter=\["a.*mpath\\\\\.\[a-z\]\$\|","r'
