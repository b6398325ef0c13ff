#!/bin/sh
# BELIEVED: A clone gets everything anew that has to be unique: virt-clone changes name, UUID and MAC addresses.
# HAPPENS: genid, by which a guest system notices that it is a copy, stays the same, and so do serial and WWN of each disk, by which multipath and /dev/disk/by-id take two disks for one.
# PACKAGE: virtinst 1:4.1.0-2
# PACKAGE: libvirt-clients 9.0.0-4+deb12u2
# PACKAGE: libvirt0 9.0.0-4+deb12u2
# PACKAGE: libapparmor1 3.0.8-3
# PACKAGE: libbrotli1 1.0.9-2+deb12u1
# PACKAGE: libcurl3-gnutls 7.88.1-10+deb12u15
# PACKAGE: libglib2.0-0 2.74.6-2+deb12u9
# PACKAGE: libgssapi-krb5-2 1.20.1-2+deb12u5
# PACKAGE: libicu72 72.1-3+deb12u1
# PACKAGE: libk5crypto3 1.20.1-2+deb12u5
# PACKAGE: libkeyutils1 1.6.3-2
# PACKAGE: libkrb5-3 1.20.1-2+deb12u5
# PACKAGE: libkrb5support0 1.20.1-2+deb12u5
# PACKAGE: libldap-2.5-0 2.5.13+dfsg-5
# PACKAGE: libnghttp2-14 1.52.0-1+deb12u3
# PACKAGE: libnl-3-200 3.7.0-0.2+b1
# PACKAGE: libnuma1 2.0.16-1
# PACKAGE: libpsl5 0.21.2-1
# PACKAGE: libreadline8 8.2-1.3
# PACKAGE: librtmp1 2.4+20151223.gitfa8646d.1-2+b2
# PACKAGE: libsasl2-2 2.1.28+dfsg-10+deb12u1
# PACKAGE: libssh-4 0.10.6-0+deb12u3
# PACKAGE: libssh2-1 1.10.0-3+deb12u1
# PACKAGE: libssl3 3.0.22-1~deb12u2
# PACKAGE: libtirpc3 1.3.3+ds-1
# PACKAGE: libxml2 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: libxml2-utils 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: libyajl2 2.1.0-3+deb12u2
# PACKAGE: python3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-stdlib 3.11.2-6+deb12u9
# PACKAGE: libexpat1 2.5.0-1+deb12u5
# PACKAGE: python3-gi 3.42.2-3+b1
# PACKAGE: python3-libvirt 9.0.0-1
# PACKAGE: python3-libxml2 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: python3-requests 2.28.1+dfsg-1
# PACKAGE: python3-urllib3 1.26.12-1+deb12u4
# PACKAGE: python3-chardet 5.1.0+dfsg-2
# PACKAGE: python3-idna 3.3-1+deb12u1
# PACKAGE: python3-certifi 2022.9.24-1
# PACKAGE: python3-six 1.16.0-4
# PACKAGE: python3-pkg-resources 66.1.1-1+deb12u2
# PACKAGE: libgirepository-1.0-1 1.74.0-3
# PACKAGE: gir1.2-glib-2.0 1.74.0-3
# PACKAGE: gir1.2-libosinfo-1.0 1.10.0-2
# PACKAGE: gir1.2-freedesktop 1.74.0-3
# PACKAGE: libosinfo-1.0-0 1.10.0-2
# PACKAGE: osinfo-db 0.20221130-2
# PACKAGE: libsoup-3.0-0 3.2.3-0+deb12u2
# PACKAGE: libproxy1v5 0.4.18-1.2
# PACKAGE: libsqlite3-0 3.40.1-2+deb12u2
# PACKAGE: libxslt1.1 1.1.35-1+deb12u4
# PACKAGE: libffi8 3.4.4-1
# SOURCE: libvirt, "Domain XML format", General metadata: genid has to change when a guest is cloned; hard drives: wwn is unique; virt-clone(1).
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PYTHONHOME="$dir/usr" PYTHONPATH="$dir/usr/share/virt-manager:$dir/usr/lib/python3/dist-packages" PYTHONWARNINGS=ignore
mkdir ids && : >ids/usb && : >ids/pci
export OSINFO_SYSTEM_DIR="$dir/usr/share/osinfo" OSINFO_USB_IDS_PATH="$dir/ids/usb" OSINFO_PCI_IDS_PATH="$dir/ids/pci"
export GI_TYPELIB_PATH="$dir/usr/lib/x86_64-linux-gnu/girepository-1.0" HOME="$dir"
virt_clone() { # OPTIONS: virt-clone, without a hypervisor
  "$dir/usr/bin/python3.11" -c 'from virtinst import virtclone; virtclone.runcli()' --connect test:///default "$@"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "virt-clone $(virt_clone --version)" '4\.1\.0'

: >old.img && : >new.img
cat >vm1.xml <<END
<domain type="test">
  <name>vm1</name>
  <uuid>390a06ee-5e7e-4e3d-9a7d-5206082ecea0</uuid>
  <genid>43dc0cf8-809b-4adb-9bea-a9abb5f3d90e</genid>
  <memory unit="GiB">2</memory>
  <os><type arch="x86_64">hvm</type></os>
  <devices>
    <disk type="file" device="disk"><source file="$dir/old.img"/><target dev="sda" bus="scsi"/><serial>DISK1</serial><wwn>5000c50015ea71aa</wwn></disk>
    <interface type="bridge"><mac address="52:54:00:11:22:33"/><source bridge="br0"/></interface>
  </devices>
</domain>
END
virt_clone --original-xml vm1.xml --name vm2 --file "$dir/new.img" --preserve-data --print-xml >vm2.xml 2>/dev/null
changed() { # WORD: whether lines with it differ
  [ "$(grep -o "$1[^/]*" vm1.xml)" = "$(grep -o "$1[^/]*" vm2.xml)" ] && echo same || echo another
}
expect "uuid: $(changed '<uuid>'), MAC address: $(changed 'mac address')" 'uuid: another, MAC address: another$'
expect "genid: $(changed '<genid>'), serial: $(changed '<serial>'), WWN: $(changed '<wwn>')" 'genid: same, serial: same, WWN: same$'
