#!/bin/sh
# BELIEVED: sbd message exits with an error where the message could not be written to the disk; pacemaker then does not take the node for fenced.
# HAPPENS: The error of the write is not looked at: after msgwait the command exits 0 and logs that the message was delivered. The slot is unchanged.
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
# SOURCE: sbd(8), message; slot_msg in src/sbd-md.c compares the result of mbox_write_verify, which is -1 after an error, with "< -1".
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

expect "create: exit $(code sbd -4 2 create), allocate: exit $(code sbd allocate host1)" 'create: exit 0, allocate: exit 0$'
expect "to an unknown host: exit $(code sbd message host9 off)" 'exit 1$'

# From here on the file can be read, and a write behind its first sector fails, as with a disk that has become read-only.
expect "$(trap '' XFSZ; ulimit -f 1; echo "message off: exit $(code sbd message host1 off)")" '^message off: exit 0$'
expect "slot: $(sbd list | tr '\t' ' ')" 'host1 clear'
expect "could be written: exit $(code sbd message host1 off), slot: $(sbd list | tr '\t' ' ')" 'exit 0, slot: 0 host1 off'
