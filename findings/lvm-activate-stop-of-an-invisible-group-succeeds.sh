#!/bin/sh
# BELIEVED: A stop of a volume group that the host cannot see fails.
# HAPPENS: LVM-activate exits 0 in each access mode, also when a filter or a lost path hides a group whose volumes are active.
# PACKAGE: resource-agents 1:4.12.0-2
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# PACKAGE: dmsetup 2:1.02.185-2
# SOURCE: heartbeat/LVM-activate, lvm_stop and lvm_validate; OCF resource agent API, stop.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export OCF_ROOT="$dir/usr/lib/ocf" HA_RSCTMP="$dir/tmp" HA_LOGFACILITY=none OCF_RESOURCE_INSTANCE=vm1
mkdir -p tmp bin
export PATH="$dir/bin:$dir/sbin:$dir/usr/sbin:$PATH"
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "resource-agents $(dpkg-deb -f resource-agents_*.deb Version)" '4\.12\.0'

export OCF_RESKEY_vgname=no_such_group LVM_SUPPRESS_FD_WARNINGS=1
for mode in lvmlockd system_id tagging; do
  echo "$mode: stop $(OCF_RESKEY_vg_access_mode=$mode code "$OCF_ROOT/resource.d/heartbeat/LVM-activate" stop), validate-all $(OCF_RESKEY_vg_access_mode=$mode code "$OCF_ROOT/resource.d/heartbeat/LVM-activate" validate-all)"
done >out
expect "$(cat out)" '^lvmlockd: stop 0, validate-all [1-9]'
expect "$(grep -c 'stop 0' out) of 3 modes" '^3 '
