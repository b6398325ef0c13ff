#!/bin/sh
# BELIEVED: vgchange --locktype dlm fails when lvmlockd does not run, and for a volume group that is not there.
# HAPPENS: Without lvmlockd it prints one line and exits 0 for any name: the lock type must be read back with vgs -o lock_type.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: vgchange(8), --locktype: "Change the VG lock type to or from a shared lock type"; lvmlockd(8).
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

printf 'global {\n use_lvmlockd = 1\n}\n' >conf/lvm.conf
expect "$(vgchange --yes --locktype dlm no_such_group 2>&1 || true)" 'lvmlockd|lock'
expect "vgchange: exit $(code vgchange --yes --locktype dlm no_such_group)" 'exit 0$'
