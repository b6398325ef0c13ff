#!/bin/sh
# BELIEVED: "Ignoring duplicate config value: KEY" means that the first value of a key counts and the later one is ignored.
# HAPPENS: The last one counts, in one section, in two sections of one name and for the spelling section/key alike; what is ignored is the value that was read first.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: The warning of lvm2; lvm.conf(5), SYNTAX, agrees with what happens: only the last value is used. _section in device_mapper/libdm-config.c prints the warning.
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
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(lvm version 2>/dev/null | head -n 1)" '2\.03\.16'

setting() { lvmconfig "$1" 2>/dev/null; }
printf 'global {\n use_lvmlockd = 1\n use_lvmlockd = 0\n}\n' >conf/lvm.conf
expect "$(lvmconfig --validate 2>&1)" 'Ignoring duplicate config value: use_lvmlockd'
expect "1, then 0 in one section: $(setting global/use_lvmlockd)" '=0$'
printf 'global {\n use_lvmlockd = 1\n}\nglobal {\n use_lvmlockd = 0\n wait_for_locks = 0\n}\n' >conf/lvm.conf
expect "1, then 0 in two sections: $(setting global/use_lvmlockd)" '=0$'
printf 'global/use_lvmlockd = 1\nglobal {\n use_lvmlockd = 0\n}\n' >conf/lvm.conf
expect "global/use_lvmlockd = 1, then 0 in the section: $(setting global/use_lvmlockd)" '=0$'
printf 'global { system_id_source = "lvmlocal" }\nlocal {\n system_id = "first"\n system_id = "second"\n}\n' >conf/lvm.conf
expect "lvm systemid: $(lvm systemid 2>/dev/null)" 'second$'
