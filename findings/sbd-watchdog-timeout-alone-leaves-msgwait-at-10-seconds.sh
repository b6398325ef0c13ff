#!/bin/sh
# BELIEVED: create with a watchdog timeout of 60 seconds sets the msgwait to twice that time, as it has to be, or warns.
# HAPPENS: msgwait stays at 10 seconds, without a word; the same with SBD_WATCHDOG_TIMEOUT. A node counts as fenced after 10 seconds, while its watchdog may let it run for 60.
# PACKAGE: sbd 1.5.2-1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libcmap4 3.1.7-1+deb12u2
# PACKAGE: libcorosync-common4 3.1.7-1+deb12u2
# PACKAGE: libcpg4 3.1.7-1+deb12u2
# PACKAGE: libquorum5 3.1.7-1+deb12u2
# PACKAGE: libvotequorum8 3.1.7-1+deb12u2
# PACKAGE: libcib27 2.1.5-1+deb12u1
# PACKAGE: libcrmcluster29 2.1.5-1+deb12u1
# PACKAGE: libcrmcommon34 2.1.5-1+deb12u1
# PACKAGE: libcrmservice28 2.1.5-1+deb12u1
# PACKAGE: libpe-rules26 2.1.5-1+deb12u1
# PACKAGE: libpe-status28 2.1.5-1+deb12u1
# PACKAGE: libstonithd26 2.1.5-1+deb12u1
# PACKAGE: libdbus-1-3 1.14.10-1~deb12u1
# PACKAGE: libglib2.0-0 2.74.6-2+deb12u9
# PACKAGE: libicu72 72.1-3+deb12u1
# PACKAGE: libltdl7 2.4.7-7~deb12u1
# PACKAGE: libpils2 1.0.12-21+b2
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libxml2 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: libxslt1.1 1.1.35-1+deb12u4
# PACKAGE: tcc 0.9.27+git20200814.62c30a4a-1
# SOURCE: sbd(8), -1 and -4: msgwait "should be twice the watchdog timeout"; timeout_msgwait in src/sbd-common.c is twice the built-in watchdog timeout, not that of -1.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "sbd $(dpkg-deb -f sbd_*.deb Version)" '1\.5\.2'

# sbd asks a disk for its sector size; this stand-in answers for a file.
echo 'int ioctl(int fd, unsigned long request, int *value) { *value = 512; return 0; }' >sector.c
usr/bin/tcc -shared -nostdlib -o sector.so sector.c
truncate -s 1M disk
sbd() { LD_PRELOAD="$dir/sector.so" "$dir/usr/sbin/sbd" -d "$dir/disk" "$@" 2>&1; }

timeouts() { sbd dump | sed -n 's/^Timeout (\(watchdog\|msgwait\)) *: /\1 /p' | tr '\n' ' '; }
expect "create: exit $(code sbd create); $(timeouts)" 'exit 0; watchdog 5 msgwait 10 $'
expect "create -1 60: exit $(code sbd -1 60 create); $(timeouts)" 'exit 0; watchdog 60 msgwait 10 $'
expect "SBD_WATCHDOG_TIMEOUT=60: exit $(SBD_WATCHDOG_TIMEOUT=60 code sbd create); $(timeouts)" 'exit 0; watchdog 60 msgwait 10 $'
expect "create -1 60 said: $(sbd -1 60 create | grep -ci 'msgwait\|warn' || true) lines about it" ': 0 lines'
