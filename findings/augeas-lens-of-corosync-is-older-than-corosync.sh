#!/bin/sh
# BELIEVED: The augeas lens that the package corosync brings reads every corosync.conf of this corosync.
# HAPPENS: It does not know linknumber, the section system and cluster_uuid, which pcs writes into every file. One of them makes the whole file a parse error, so that a tool on top of augeas, such as Puppet, sees no corosync.conf at all.
# PACKAGE: augeas-tools 1.14.0-1+deb12u1
# PACKAGE: libaugeas0 1.14.0-1+deb12u1
# PACKAGE: augeas-lenses 1.14.0-1+deb12u1
# PACKAGE: libicu72 72.1-3+deb12u1
# PACKAGE: libxml2 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: libreadline8 8.2-1.3
# PACKAGE: libtinfo6 6.4-4
# PACKAGE: corosync 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libknet1 1.25-1
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: libnozzle1 1.25-1
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libstatgrab10 0.92.1-1.1
# SOURCE: corosync.conf(5), linknumber and system; conf/lenses/corosync.aug of corosync lists the keys; pcs/lib/corosync/config_facade.py writes cluster_uuid.
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

export LD_LIBRARY_PATH="$LD_LIBRARY_PATH:$dir/usr/lib"
expect "$("$dir/usr/sbin/corosync" -v | head -n 1)" '3\.1\.7'

conf() { # TOTEM MORE: lines of the section totem and further sections
  printf 'totem {\n\tversion: 2\n%b}\nnodelist {\n\tnode {\n\t\tring0_addr: 127.0.0.1\n\t\tname: host1\n\t\tnodeid: 1\n\t}\n}\n%b' "$1" "${2-}" >corosync.conf
  echo "with $1${2-}: corosync -t exit $(code "$dir/usr/sbin/corosync" -t -c corosync.conf), augeas: file $(parse Corosync corosync.conf)"
}
expect "$(conf 'cluster_name: kvm\n')" 'exit 0, augeas: file is read'
expect "$(conf 'crypto_model: nss\n')" 'exit 0, augeas: file is read'
expect "$(conf 'cluster_uuid: 01c9e39e\n')" 'exit 0, augeas: file cannot be read'
expect "$(conf 'interface {\nlinknumber: 0\n}\n')" 'exit 0, augeas: file cannot be read'
expect "$(conf '' 'system {\nqb_ipc_type: native\n}\n')" 'exit 0, augeas: file cannot be read'
