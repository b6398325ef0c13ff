#!/bin/sh
# BELIEVED: Patterns of filter are regular expressions as anywhere: sd[a-b]{1}, sd\w and sd[[:alpha:]] match sda.
# HAPPENS: Counts, escapes like \w and named classes are plain text: such a reject pattern hides nothing, such an accept pattern accepts nothing, and lvmconfig --validate exits 0. Alternatives, groups, ranges, *, + and ? work.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: Comment of devices/filter: "a regex", without a dialect; device_mapper/regex/parse_rx.c.
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

# Device files only: the filter decides by name, before a device is opened.
mkdir -p dev/disk/by-id dev/mapper
mknod dev/sda b 8 0
mknod dev/sdb b 8 16
ln -s ../../sda dev/disk/by-id/scsi-1
hidden() { # FILTER: prints the devices that the filter rejects
  printf 'devices {\n dir = "%s/dev"\n scan = [ "%s/dev" ]\n obtain_device_list_from_udev = 0\n filter = [ %s ]\n}\n' "$dir" "$dir" "$1" >conf/lvm.conf
  pvs -a -vvvv 2>&1 | sed -n 's,.*/dev/\(.*\): Skipping (regex).*,\1,p' | sort -u | tr '\n' ' '
}

for pattern in 'sd[a-b]$' 'sd(a|b)$' 'sd[a-b]+$' 'sd[a-b]{1}$' 'sd\\w$' 'sd[[:alpha:]]$'; do
  echo "r|$pattern|: hidden: $(hidden "\"r|$pattern|\""); lvmconfig --validate: exit $(code lvmconfig --validate)"
done >out
expect "$(cat out)" 'alpha.*hidden: ; lvmconfig --validate: exit 0$'
expect "$(grep -c 'hidden: sda sdb ;' out) hide both, $(grep -c 'hidden: ;.*exit 0' out) hide none" '^3 hide both, 3 hide none$'
