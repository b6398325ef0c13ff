#!/bin/sh
# BELIEVED: The name of a lockspace that is longer than the 48 bytes it may have is refused, as that of a resource is.
# HAPPENS: It is cut after 48 bytes, with exit 0 and "init done 0": two lockspaces whose names differ later have one name.
# PACKAGE: sanlock 3.8.5-1+b1
# PACKAGE: libsanlock1 3.8.5-1+b1
# PACKAGE: libsanlock-client1 3.8.5-1+b1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libblkid1 2.38.1-5+deb12u3
# PACKAGE: libuuid1 2.38.1-5+deb12u3
# SOURCE: sanlock(8), LOCKSPACE and RESOURCE (max 48 characters); SANLK_NAME_LEN in src/sanlock.h.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "sanlock $(dpkg-deb -f sanlock_*.deb Version)" '3\.8\.5'

name() { printf 'group-%s-of-the-cluster-in-the-machine-room-%s' "$1" "$2"; }
init() { # FLAG NAME: writes it to a new disk, prints the exit code and the name that is on the disk
  rm -f disk
  truncate -s 10M disk
  case $1 in -s) what="$2:0:$dir/disk:0" ;; *) what="shared:$2:$dir/disk:0" ;; esac
  usr/sbin/sanlock direct init "$1" "$what" >out 2>&1 && ended=0 || ended=$?
  echo "exit $ended, $(tr '\n' ' ' <out | tr -s ' ')on the disk: $(tr -c '[:alnum:]-' '\n' <disk | grep -m1 '^group-' || true)"
}
expect "lockspace of 53 bytes: $(init -s "$(name one basement)")" 'exit 0, init done 0 on the disk: group-one-of-the-cluster-in-the-machine-room-bas$'
expect "another one, of 50:   $(init -s "$(name one basis)")" 'exit 0, init done 0 on the disk: group-one-of-the-cluster-in-the-machine-room-bas$'
expect "resource of 53 bytes:  $(init -r "$(name one basement)")" 'exit 1, .*on the disk: $'
