#!/bin/sh
# BELIEVED: lvmconfig --validate finds a pattern of filter that LVM cannot use.
# HAPPENS: It exits 0 for a pattern without its closing delimiter, or with a first letter that is neither a nor r; every other command then fails.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvmconfig(8), --validate: "Validate current configuration used and exit with appropriate return code".
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

for pattern in 'a|^/dev/sda$' 'x|^/dev/sda$|' 'a|^/dev/sda$|i'; do
  printf 'devices {\n filter = [ "%s", "r|.*|" ]\n}\n' "$pattern" >conf/lvm.conf
  echo "$pattern: lvmconfig --validate: exit $(code lvmconfig --validate); vgs: exit $(code vgs), $(vgs 2>&1 | sed -n 's/^ *\(Invalid filter.*\)/\1/p')"
done >out
expect "$(cat out)" 'Invalid filter pattern'
expect "$(grep -c 'validate: exit 0; vgs: exit [1-9]' out) of 3" '^3 of 3$'
