#!/bin/sh
# BELIEVED: virt-xml --edit --vcpus 8 gives the guest 8 CPUs, as --memory 8192 gives it 8 GiB.
# HAPPENS: --memory sets the memory and currentMemory, --vcpus only the maximum: the attribute current stays, and the guest has as many CPUs as before.
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
# SOURCE: virt-xml(1) and virt-install(1), --vcpus; libvirt, "Domain XML format", CPU Allocation: current is the number of CPUs that are enabled.
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
export GI_TYPELIB_PATH="$dir/usr/lib/x86_64-linux-gnu/girepository-1.0" HOME="$dir"
virt_xml() { # OPTIONS: virt-xml on standard input, without a hypervisor
  "$dir/usr/bin/python3.11" -c 'from virtinst import virtxml; virtxml.runcli()' --connect test:///default "$@"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "virt-xml $(virt_xml --version)" '4\.1\.0'

domain() { # ELEMENTS: a guest with them
  printf '<domain type="kvm">\n  <name>vm1</name>\n  %s\n  <os><type arch="x86_64" machine="q35">hvm</type></os>\n</domain>\n' "$1"
}
edit() { # ELEMENTS OPTIONS: the elements afterwards, and the exit code
  before=$1
  shift
  domain "$before" | virt_xml --edit "$@" >out 2>err && rc=0 || rc=$?
  echo "$(grep -o '<\(vcpu\|memory\|currentMemory\)[^/]*/[a-zA-Z]*>' out | tr '\n' ' ')exit $rc"
}
guest='<memory>8388608</memory><currentMemory>4194304</currentMemory><vcpu current="2">4</vcpu>'
expect "--memory 16384: $(edit "$guest" --memory 16384)" '<memory>16777216</memory> <currentMemory>16777216</currentMemory> .*exit 0$'
expect "--vcpus 8: $(edit "$guest" --vcpus 8)" '<vcpu current="2">8</vcpu> exit 0$'
expect "--vcpus 8,vcpu.current=8: $(edit "$guest" --vcpus 8,vcpu.current=8)" '<vcpu current="8">8</vcpu> exit 0$'
