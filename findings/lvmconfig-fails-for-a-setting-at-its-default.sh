#!/bin/sh
# BELIEVED: lvmconfig section/key prints the value in force.
# HAPPENS: It prints only what files say: for a setting that has its default it fails with exit code 5, as for a key that does not exist. --typeconfig full prints the default.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvmconfig(8): "Display and manipulate configuration information"; --typeconfig, current.
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

printf 'global {\n wait_for_locks = 1\n}\n' >conf/lvm.conf
expect "use_lvmlockd: exit $(code lvmconfig global/use_lvmlockd); $(lvmconfig global/use_lvmlockd 2>&1 | tail -n 1)" 'exit 5; .*not found$'
expect "use_lvmlockd, --typeconfig full: $(lvmconfig --typeconfig full global/use_lvmlockd 2>/dev/null)" '=0$'
expect "use_lvmlocked: exit $(code lvmconfig global/use_lvmlocked)" 'exit 5$'
