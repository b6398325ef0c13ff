#!/bin/sh
# BELIEVED: A devices file limits lvm to the devices that it lists; one that cannot be found is an error, or lists none.
# HAPPENS: A name in --devicesfile or devices/devicesfile that does not exist means no devices file at all: lvm uses every device, those of the guests too, without a word and with exit 0.
# PACKAGE: lvm2 2.03.16-2
# PACKAGE: libaio1 0.3.113-4
# PACKAGE: libbsd0 0.11.7-2
# PACKAGE: libdevmapper-event1.02.1 2:1.02.185-2
# PACKAGE: libdevmapper1.02.1 2:1.02.185-2
# PACKAGE: libedit2 3.1-20221030-2
# SOURCE: lvmdevices(8): --devicesfile; setup_devices in lib/device/dev-cache.c: "Devices file not found, ignoring." is a debug message.
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
mkdir -p conf/devices
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(lvm version 2>/dev/null | head -n 1)" '2\.03\.16'

# Device files only: the devices file decides by name, before a device is opened. 259 (blkext) is a type of disk that every kernel has.
mkdir dev
mknod dev/sda b 259 100
mknod dev/sdb b 259 101
conf() { # LINE: of the section devices
  printf 'devices {\n dir = "%s/dev"\n scan = [ "%s/dev" ]\n obtain_device_list_from_udev = 0\n sysfs_scan = 0\n %s\n}\n' "$dir" "$dir" "$1" >conf/lvm.conf
}
left_out() { # OPTIONS: the devices that pvs leaves out as not listed, what it says and its exit code
  out=$(pvs -a -vvvv "$@" 2>&1 | sed -n 's,.*/dev/\(.*\): Skipping (deviceid).*,\1,p' | sort -u | tr '\n' ' ')
  said=$(pvs "$@" 2>&1) && rc=0 || rc=$?
  echo "left out: $out; said '$said', exit $rc"
}
echo "IDTYPE=devname IDNAME=$dir/dev/sda DEVNAME=$dir/dev/sda PVID=." >conf/devices/kvm.devices
conf ''
expect "--devicesfile kvm.devices: $(left_out --devicesfile kvm.devices)" "left out: sdb ;.* exit 0$"
expect "--devicesfile kwm.devices: $(left_out --devicesfile kwm.devices)" "left out: ; said '', exit 0$"
conf 'use_devicesfile = 1
 devicesfile = "kvm.devices"'
expect "in lvm.conf kvm.devices: $(left_out)" "left out: sdb ;.* exit 0$"
conf 'use_devicesfile = 1
 devicesfile = "kwm.devices"'
expect "in lvm.conf kwm.devices: $(left_out)" "left out: ; said '', exit 0$"
expect "lvmconfig --validate: exit $(code lvmconfig --validate)" 'exit 0$'
