#!/bin/sh
# BELIEVED: With | around a pattern, a | in it must be written \| (as with s|a\|b|c| of sed).
# HAPPENS: Only the first and the last character are delimiters: | inside is an alternative, and \| is a literal bar that no device has.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: Comments of lvm.conf, devices/filter: a pattern is delimited by any character; _build_matcher in lib/filters/filter-regex.c.
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

# Device files only: the filter decides by name, before a device is opened.
mkdir -p dev/disk/by-id dev/mapper
mknod dev/sda b 8 0
mknod dev/sdb b 8 16
ln -s ../../sda dev/disk/by-id/scsi-1
hidden() { # FILTER: prints the devices that the filter rejects
  printf 'devices {\n dir = "%s/dev"\n scan = [ "%s/dev" ]\n obtain_device_list_from_udev = 0\n filter = [ %s ]\n}\n' "$dir" "$dir" "$1" >conf/lvm.conf
  pvs -a -vvvv 2>&1 | sed -n 's,.*/dev/\(.*\): Skipping (regex).*,\1,p' | sort -u | tr '\n' ' '
}

expect "r|sd(a|b)\$|: hidden: $(hidden '"r|sd(a|b)$|"')" 'hidden: sda sdb $'
expect "r|sd(a\\|b)\$|: hidden: $(hidden '"r|sd(a\\|b)$|"')" 'hidden: $'
expect "r/dev/sda/: hidden: $(hidden '"r/dev/sda/"')" 'hidden: sda $'
