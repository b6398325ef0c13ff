#!/bin/sh
# BELIEVED: Two hosts with different system ids cannot see each other's volume groups as their own.
# HAPPENS: Characters that no volume group name has are left out without a warning: "kvm:1" and "kvm1" are one id, so both hosts own the same groups.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvmsystemid(7): invalid characters are omitted; nothing warns, and lvmconfig shows the id as it was written.
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

for id in kvm:1 kvm1 'kvm 1'; do
  printf 'global { system_id_source = "lvmlocal" }\nlocal { system_id = "%s" }\n' "$id" >conf/lvm.conf
  echo "$id: $(lvm systemid 2>/dev/null | sed 's/^ *//'); lvmconfig --validate: exit $(code lvmconfig --validate)"
done >out
expect "$(cat out)" '^kvm:1: system ID: kvm1; lvmconfig --validate: exit 0$'
expect "$(grep -c 'system ID: kvm1;' out) of 3 are kvm1" '^3 of'
