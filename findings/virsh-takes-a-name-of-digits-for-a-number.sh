#!/bin/sh
# BELIEVED: A command of virsh with the name of a guest acts on the guest of that name.
# HAPPENS: A name of digits is taken for the number of a running guest first: with a guest named 1, domstate and destroy 1 act on another one, as long as one with that number runs. The agents of both cluster stacks name guests that way.
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
# SOURCE: virsh(1), DOMAIN COMMANDS: a domain can be specified as a short integer, a name or a full UUID. The order is not documented; tools/virsh-util.c: id, UUID, name.
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
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "virsh $(virsh --version)" '9\.0\.0'

run() { # COMMANDS: what virsh says to them, with the test driver, in which the guest "test" runs as number 1
  virsh -q -c test:///default "$1" 2>&1 | tr -s ' ' | tr '\n' ','
}
guest() { # NAME: a guest that is defined and does not run
  printf "<domain type='test'><name>%s</name><memory>1024</memory><os><type>hvm</type></os></domain>\n" "$1" >"$1.xml"
}
guest 1
guest vm-1
expect "before: $(run 'define 1.xml; list --all')" ' 1 test running, - 1 shut off,'
expect "state of 1: $(run 'define 1.xml; domstate 1'), of vm-1: $(run 'define vm-1.xml; domstate vm-1')" 'of 1: .*running,.*of vm-1: .*shut off,'
expect "after destroy 1: $(run 'define 1.xml; destroy 1; list --all')" ' - 1 shut off, - test shut off,'
