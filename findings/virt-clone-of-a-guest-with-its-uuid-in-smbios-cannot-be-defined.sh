#!/bin/sh
# BELIEVED: virt-clone gives the copy a UUID of its own, so that it can be defined next to the original.
# HAPPENS: The UUID in sysinfo (SMBIOS) stays that of the original. libvirt demands that both are equal, and refuses the clone.
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
# SOURCE: libvirt, "Domain XML format", SMBIOS System Information: the uuid entry has to equal the uuid of the domain; virt-clone(1).
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
domain() { # SYSINFO: a guest with it
  cat <<END
<domain type="test">
  <name>vm1</name>
  <uuid>390a06ee-5e7e-4e3d-9a7d-5206082ecea0</uuid>
  <memory unit="GiB">2</memory>$1
  <os><type arch="x86_64">hvm</type></os>
  <devices><disk type="file" device="disk"><source file="$dir/old.img"/><target dev="sda" bus="scsi"/></disk></devices>
</domain>
END
}
define() { # FILE: what libvirt says
  "$dir/usr/bin/virsh" --connect test:///default define "$1" 2>&1 | tr '\n' ' '
}
clone() { # what libvirt says of vm1.xml, and of its clone
  virt_clone --original-xml vm1.xml --name vm2 --file "$dir/new.img" --preserve-data --print-xml >vm2.xml 2>/dev/null
  echo "original: $(define vm1.xml); clone: $(define vm2.xml)"
}
domain '' >vm1.xml
expect "without sysinfo, $(clone)" 'original: Domain .vm1. defined.*; clone: Domain .vm2. defined'
domain '<sysinfo type="smbios"><system><entry name="uuid">390a06ee-5e7e-4e3d-9a7d-5206082ecea0</entry></system></sysinfo>' >vm1.xml
expect "with sysinfo, $(clone)" 'original: Domain .vm1. defined.*; clone: .*UUID mismatch between <uuid> and <sysinfo>'
