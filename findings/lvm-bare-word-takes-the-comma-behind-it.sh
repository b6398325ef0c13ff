#!/bin/sh
# BELIEVED: A word that starts with a letter needs no quotes, so volume_list = [ vg0, vg1 ] is a list of two names.
# HAPPENS: An unquoted word goes on to the next blank, its comma included: the list is a syntax error that stops every command, while [ vg0 ] and [ vg0 , vg1 ] are valid.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvm.conf(5), SYNTAX: single words that start with a letter can be left unquoted; elements are separated by commas.
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

for list in 'vg0' 'vg0 , vg1' '"vg0", "vg1"' 'vg0, vg1'; do
  printf 'activation {\n volume_list = [ %s ]\n}\n' "$list" >conf/lvm.conf
  echo "[ $list ]: exit $(code lvmconfig --validate), $(lvmconfig activation/volume_list 2>&1 | grep -e volume_list -e Parse)"
done >out
expect "$(cat out)" '^\[ vg0, vg1 \]: exit 4, Parse error'
expect "$(grep -c 'exit 0, volume_list=' out) of the others are valid" '^3 '
