#!/bin/sh
# BELIEVED: An IPMI password of 17 bytes works for a board, and an agent that cannot use a password says so.
# HAPPENS: ipmitool takes 16 bytes of password, 20 with lanplus, and 16 of user name. Of a longer one the agent says only that it could not obtain the status of the plug.
# PACKAGE: fence-agents 4.12.1-1
# PACKAGE: python3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-stdlib 3.11.2-6+deb12u9
# PACKAGE: python3-pexpect 4.8.0-4
# PACKAGE: python3-ptyprocess 0.7.0-5
# PACKAGE: libexpat1 2.5.0-1+deb12u5
# PACKAGE: python3-pycurl 7.45.2-3
# PACKAGE: libbrotli1 1.0.9-2+deb12u1
# PACKAGE: libcurl3-gnutls 7.88.1-10+deb12u15
# PACKAGE: libgssapi-krb5-2 1.20.1-2+deb12u5
# PACKAGE: libk5crypto3 1.20.1-2+deb12u5
# PACKAGE: libkeyutils1 1.6.3-2
# PACKAGE: libkrb5-3 1.20.1-2+deb12u5
# PACKAGE: libkrb5support0 1.20.1-2+deb12u5
# PACKAGE: libldap-2.5-0 2.5.13+dfsg-5
# PACKAGE: libnghttp2-14 1.52.0-1+deb12u3
# PACKAGE: libpsl5 0.21.2-1
# PACKAGE: librtmp1 2.4+20151223.gitfa8646d.1-2+b2
# PACKAGE: libsasl2-2 2.1.28+dfsg-10+deb12u1
# PACKAGE: libssh2-1 1.10.0-3+deb12u1
# PACKAGE: libssl3 3.0.22-1~deb12u2
# PACKAGE: ipmitool 1.8.19-4+deb12u2
# PACKAGE: libfreeipmi17 1.6.10-1+b1
# PACKAGE: libreadline8 8.2-1.3
# PACKAGE: libtinfo6 6.4-4
# PACKAGE: libgcrypt20 1.10.1-3+deb12u1
# PACKAGE: libgpg-error0 1.46-1
# SOURCE: ipmi_main.c of ipmitool: the lengths of both interfaces; IPMI specification 2.0, 22.28 and 22.30; get_power_status of fencing.py.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export PYTHONHOME="$dir/usr" PYTHONPATH="$dir/usr/share/fence:$dir/usr/lib/python3/dist-packages" PYTHONWARNINGS=ignore
export LD_LIBRARY_PATH="$dir/usr/lib/x86_64-linux-gnu:$dir/lib/x86_64-linux-gnu"
fence() { # AGENT LINES: the agent with its options on standard input, as a cluster calls it
  printf '%b' "$2" | "$dir/usr/bin/python3.11" "$dir/usr/sbin/$1"
}
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "fence-agents $("$dir/usr/bin/python3.11" "$dir/usr/sbin/fence_ipmilan" -V)" '4\.12\.1'

# Nothing listens on this port of the loopback address, so a password that is taken ends with a session that is not established.
tool="$dir/usr/bin/ipmitool"
says() { # INTERFACE USER PASSWORD: the last line of ipmitool
  "$tool" -I "$1" -H 127.0.0.1 -p 16623 -N 1 -R 1 -U "$2" -P "$3" chassis power status 2>&1 | tail -1
}
long() { # NUMBER: a word of that many letters
  printf "%${1}s" '' | tr ' ' a
}
agent() { # LINES: prints the error of the agent, without its time
  fence fence_ipmilan "action=status\nip=127.0.0.1\nipport=16623\nlogin_timeout=1\nipmitool_timeout=1\nipmitool_path=$tool\n$1" 2>&1 | sed -n 's/.*\(ERROR.*\)/\1/p'
}

expect "ipmitool $("$tool" -V)" '1\.8\.19'
expect "lan, 16 bytes: $(says lan admin "$(long 16)")" 'Unable to establish'
expect "lan, 17 bytes: $(says lan admin "$(long 17)")" 'password is longer than 16 bytes'
expect "lanplus, 20 bytes: $(says lanplus admin "$(long 20)")" 'Unable to establish'
expect "lanplus, 21 bytes: $(says lanplus admin "$(long 21)")" 'password is longer than 20 bytes'
expect "user of 17 bytes: $(says lanplus "$(long 17)" x)" 'Username is too long'
expect "the agent, 21 bytes: $(agent "username=admin\npassword=$(long 21)\nlanplus=1\n")" 'correct plug status'
