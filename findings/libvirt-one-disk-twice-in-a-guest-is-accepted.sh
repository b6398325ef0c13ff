#!/bin/sh
# BELIEVED: virsh define refuses a guest that has one block device as two of its disks, as it refuses two disks with one target.
# HAPPENS: It defines and starts it; the schema does not see it either. Such a guest writes one disk through two caches.
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
# SOURCE: libvirt, "Domain XML format", Hard drives, floppy disks, CDROMs: source, shareable.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PATH="$dir/usr/bin:$PATH"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "virsh $(virsh --version)" '9\.0\.0'

domain() { # ELEMENTS DEVICES: a domain of the test driver
  printf "<domain type='test'>\n  <uuid>11111111-2222-4333-8444-555555555555</uuid>\n  <os><type arch='x86_64'>hvm</type></os>\n  %s\n  <devices>%s</devices>\n</domain>\n" "$1" "${2-}"
}
usual="<name>vm1</name><memory unit='MiB'>1024</memory><vcpu>2</vcpu>"
schema() { code xmllint --noout --relaxng usr/share/libvirt/schemas/domain.rng "$1"; }
define() { virsh -q -c test:///default "define $1; dumpxml vm1" 2>&1; }

disk() { echo "<disk type='block' device='disk'><source dev='/dev/vg/vm1'/><target dev='$1' bus='virtio'/></disk>"; }
domain "$usual" "$(disk vda)$(disk vdb)" >vm.xml
expect "schema: exit $(schema vm.xml), define and start: exit $(code virsh -q -c test:///default "define vm.xml; start vm1")" 'exit 0, define and start: exit 0$'
expect "$(define vm.xml | grep -c "dev='/dev/vg/vm1'") disks are the device" '^2 '
domain "$usual" "$(disk vda)$(disk vda)" >vm.xml
expect "one target twice: $(virsh -q -c test:///default define vm.xml 2>&1 | tr '\n' ' ')" 'target .vda. duplicated'
