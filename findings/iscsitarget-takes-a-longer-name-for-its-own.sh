#!/bin/sh
# BELIEVED: The probe of an iSCSITarget says 7 (not running) as long as its own target is not exported.
# HAPPENS: With tgt it looks for a line that begins with its name: the target kvm1 runs, for the agent, as soon as kvm10 does. start then exits 0 without exporting anything, and the monitor is content.
# PACKAGE: resource-agents 1:4.12.0-2
# PACKAGE: tgt 1:1.0.85-1+deb12u1
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libibverbs1 44.0-2
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnl-route-3-200 3.7.0-0.2+b1
# PACKAGE: librdmacm1 44.0-2
# SOURCE: iSCSITarget_monitor in heartbeat/iSCSITarget: grep "Target [0-9]+: NAME" without an end of the line.
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

names() { tgtadm --op show --mode target | sed -n 's/^Target [0-9]*: .*://p' | tr '\n' ' '; }
expect "kvm1: probe $(target kvm1 1 monitor)" 'probe 7$'
expect "kvm10: start $(target kvm10 10 start); exported: $(names)" 'start 0; exported: kvm10 $'
expect "kvm1: probe $(target kvm1 1 monitor), start $(target kvm1 1 start); exported: $(names)" 'probe 0, start 0; exported: kvm10 $'
expect "kvm2: probe $(target kvm2 2 monitor), start $(target kvm2 2 start); exported: $(names)" 'probe 7, start 0; exported: kvm2 kvm10 $'
