#!/bin/sh
# BELIEVED: use_lvmlockd = "1" is use_lvmlockd = 1, as "yes" and yes are the same.
# HAPPENS: The text "1" is no boolean: the setting is reported as invalid, the default 0 counts, commands run without cluster locks and exit 0.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvmconfig --typeconfig default --withcomments global/use_lvmlockd: default 0. The message lists 0/1, "y/n", "yes/no", "on/off", "true/false".
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

for value in 1 '"yes"' yes 2 '"1"'; do
  printf 'global {\n use_lvmlockd = %s\n}\n' "$value" >conf/lvm.conf
  echo "use_lvmlockd = $value: $(vgs 2>&1 | grep -c 'lvmlockd process is not running') complaint that lvmlockd does not run; vgs: exit $(code vgs)"
done >out
expect "$(cat out)" '"1": 0 complaint.*exit 0$'
expect "$(grep -c ': 1 complaint' out) of the others use lvmlockd" '^4 '
expect "$(vgs 2>&1)" 'Found string value "1", expected boolean'
