#!/bin/sh
# BELIEVED: What lvmconfig reads, augeas reads too, and one line that it does not know costs this line.
# HAPPENS: yes without quotes, single quotes, a section on one line and section/key = value are valid for LVM and a parse error for augeas. The whole lvm.conf is out of reach then, and a tool that sets one value through augeas leaves it as it was.
# PACKAGE: augeas-tools 1.14.0-1+deb12u1
# PACKAGE: libaugeas0 1.14.0-1+deb12u1
# PACKAGE: augeas-lenses 1.14.0-1+deb12u1
# PACKAGE: libicu72 72.1-3+deb12u1
# PACKAGE: libxml2 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: libreadline8 8.2-1.3
# PACKAGE: libtinfo6 6.4-4
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvm.conf(5), SYNTAX; lenses/lvm.aug of augeas: str and int are the only values.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu"
lenses=$dir/usr/share/augeas/lenses
parse() { # LENS FILE: prints whether augeas can read the file
  mkdir -p files && cp "$2" files/conf
  "$dir/usr/bin/augtool" -r "$dir/files" --noautoload -I "$lenses" -I "$lenses/dist" <<END |
set /augeas/load/one/lens $1.lns
set /augeas/load/one/incl /conf
load
print /augeas/files/conf/error/message
print /files/conf
END
    sed -n -e 's/.*\/error\/message = .*/cannot be read/p' -e 's/^\/files\/conf$/is read/p' | head -n 1
}
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$("$dir/usr/bin/augtool" --version 2>&1 | head -n 1)" '1\.14\.0'
expect "$(LVM_SUPPRESS_FD_WARNINGS=1 LVM_SYSTEM_DIR="$dir" "$dir/sbin/lvm" version 2>/dev/null | head -n 1)" '2\.03\.16'

export LVM_SUPPRESS_FD_WARNINGS=1 LVM_SYSTEM_DIR="$dir/lvm"
mkdir lvm
compare() { # TEXT: what lvmconfig and augeas say of it
  printf "$1\n" >lvm/lvm.conf
  echo "$1: lvmconfig exit $(code "$dir/sbin/lvm" lvmconfig --validate), augeas: file $(parse LVM lvm/lvm.conf)"
}
expect "$(compare 'global {\n use_lvmlockd = 1\n}')" 'lvmconfig exit 0, augeas: file is read'
expect "$(compare 'global {\n use_lvmlockd = yes\n}')" 'lvmconfig exit 0, augeas: file cannot be read'
expect "$(compare "global {\n system_id_source = 'uname'\n}")" 'lvmconfig exit 0, augeas: file cannot be read'
expect "$(compare 'global { use_lvmlockd = 1 }')" 'lvmconfig exit 0, augeas: file cannot be read'
expect "$(compare 'global/use_lvmlockd = 1')" 'lvmconfig exit 0, augeas: file cannot be read'
