#!/bin/sh
# BELIEVED: lvmconfig --validate refuses a host_id outside of 1 to 2000.
# HAPPENS: It looks at the type only: 3000 and -1 are valid, a text is not.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvmlockd(8) and lvmconfig --typeconfig default --withcomments local/host_id: 1 to 2000.
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

for id in 3000 -1; do
  printf 'local {\n host_id = %s\n}\n' "$id" >conf/lvm.conf
  echo "host_id = $id: lvmconfig --validate: exit $(code lvmconfig --validate)"
done >out
expect "$(cat out)" '3000: lvmconfig --validate: exit 0$'
expect "$(grep -c 'exit 0$' out) of 2" '^2 of'
printf 'local {\n host_id = "one"\n}\n' >conf/lvm.conf
expect "host_id = \"one\": lvmconfig --validate: exit $(code lvmconfig --validate)" 'exit [1-9]'
