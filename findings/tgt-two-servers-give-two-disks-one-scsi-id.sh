#!/bin/sh
# BELIEVED: The SCSI ID of an exported disk is unique, so that multipath can tell the disks of two storage servers apart.
# HAPPENS: It is made of the numbers of target and LUN only. The first disk of every server has IET 00010001 and serial number beaf11; multipath joins disks with one ID to one device. scsi_id and scsi_sn have to be set.
# PACKAGE: tgt 1:1.0.85-1+deb12u1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libibverbs1 44.0-2
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: librdmacm1 44.0-2
# SOURCE: tgtadm(8), --params scsi_id and scsi_sn; spc_lu_init in usr/spc.c.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'kill -9 ${daemon-} 2>/dev/null || true; rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PATH="$dir/usr/sbin:$PATH" TGT_IPC_SOCKET="$dir/tgtd"
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "tgt $(dpkg-deb -f tgt_*.deb Version)" '1\.0\.85'

serve() { # FILE: a server with this file as its only disk; prints what it exports
  tgtadm --lld iscsi --op new --mode target --tid 1 -T "iqn.2020-01.com.example:$1"
  tgtadm --lld iscsi --op new --mode logicalunit --tid 1 --lun 1 -b "$dir/$1"
  tgtadm --op show --mode target | sed -n "/LUN: 1/,/path/{s,^ *,,;s,$dir/,,;/SCSI\|path/p}"
}
daemon=
start() {
  tgtd -f --iscsi portal=127.0.0.1:13260 >log 2>&1 &
  daemon=$!
  tries=0
  until tgtadm --op show --mode target >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ $tries -lt 100 ] || { cat log; exit 1; }
    sleep 0.1
  done
}
for host in storage1 storage2; do
  truncate -s 8M $host
  start
  serve $host >$host.out
  kill -9 $daemon
  rm -f tgtd*
done
expect "$(cat storage1.out)" 'SCSI ID: IET     00010001$'
expect "$(cat storage2.out)" 'SCSI ID: IET     00010001$'
expect "$(cat storage1.out storage2.out | sort -u | grep -c SCSI) lines about the identity differ by disk, of $(grep -c SCSI storage1.out)" '^2 lines .* of 2$'
