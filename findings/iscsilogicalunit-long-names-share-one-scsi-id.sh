#!/bin/sh
# BELIEVED: The SCSI ID that iSCSILogicalUnit sets by itself is unique for every resource: its name is.
# HAPPENS: It is the first 16 characters of the name. storage-guests-a1 and storage-guests-a2 export two disks with one ID, by which multipath joins them to one device.
# PACKAGE: resource-agents 1:4.12.0-2
# PACKAGE: tgt 1:1.0.85-1+deb12u1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libibverbs1 44.0-2
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: librdmacm1 44.0-2
# SOURCE: iSCSILogicalUnit: scsi_id, whose description calls the default "the resource name, truncated to 24 bytes"; OCF_RESKEY_scsi_id_default in heartbeat/iSCSILogicalUnit.
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
export OCF_ROOT="$dir/usr/lib/ocf" HA_RSCTMP="$dir/tmp" HA_LOGFACILITY=none OCF_RESKEY_CRM_meta_interval=0
mkdir tmp
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "resource-agents $(dpkg-deb -f resource-agents_*.deb Version), tgt $(dpkg-deb -f tgt_*.deb Version)" '4\.12\.0.*1\.0\.85'

tgtd -f --iscsi portal=127.0.0.1:13260 >log 2>&1 &
daemon=$!
tries=0
until tgtadm --op show --mode target >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || { cat log; exit 1; }
  sleep 0.1
done

target() { # NAME NUMBER ACTION: runs the agent of a target and prints the exit code
  OCF_RESOURCE_INSTANCE="target-$1" OCF_RESKEY_implementation=tgt OCF_RESKEY_iqn="iqn.2020-01.com.example:$1" OCF_RESKEY_tid=$2 \
    "$OCF_ROOT/resource.d/heartbeat/iSCSITarget" "$3" >out 2>&1 && echo 0 || echo $?
}

unit() { # NAME LUN: exports a file of that name, and prints the exit code
  truncate -s 8M "$1"
  OCF_RESOURCE_INSTANCE=$1 OCF_RESKEY_implementation=tgt OCF_RESKEY_target_iqn=iqn.2020-01.com.example:kvm OCF_RESKEY_lun=$2 OCF_RESKEY_path="$dir/$1" \
    "$OCF_ROOT/resource.d/heartbeat/iSCSILogicalUnit" start >out 2>&1 && echo 0 || echo $?
}
expect "target: start $(target kvm 1 start)" 'start 0$'
expect "two units: start $(unit storage-guests-a1 1), start $(unit storage-guests-a2 2)" ': start 0, start 0$'
tgtadm --op show --mode target | awk '/SCSI ID:/{id = $3} /Backing store path: \//{print "SCSI ID " id " is " $4}' | sed "s,$dir/,," >ids
expect "$(cat ids)" '^SCSI ID storage-guests-a is storage-guests-a2$'
expect "$(wc -l <ids) disks, $(cut -d ' ' -f 3 ids | sort -u | wc -l) SCSI ID" '^2 disks, 1 SCSI ID$'
