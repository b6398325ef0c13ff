#!/bin/sh
# BELIEVED: A password reaches the device as the cluster hands it to the agent.
# HAPPENS: The agent strips blanks at the end of each line of its input, and takes a double quote at both ends of a value away.
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
# SOURCE: _parse_input_stdin in fencing.py: line.strip(), and a substitution of ^"(.*)"$.
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

# A stand-in for ipmitool: it writes down the password, which it gets on its command line.
cat >ipmitool <<'END'
#!/bin/sh
while [ $# -gt 1 ]; do [ "$1" = -P ] && echo "<$2>" >>"${0%/*}/passwords"; shift; done
echo "Chassis Power is on"
END
chmod 755 ipmitool
reaches() { # PASSWORD: prints what reaches the device
  rm -f passwords
  code fence fence_ipmilan "action=status\nip=192.0.2.9\nusername=admin\nipmitool_path=$dir/ipmitool\npassword=$1\n" >rc
  echo "<$1> is $(cat passwords 2>/dev/null || echo 'not used'), exit $(cat rc)"
}

expect "$(reaches 'plain')" '^<plain> is <plain>, exit 0$'
expect "$(reaches 'blank ')" '^<blank > is <blank>, exit 0$'
expect "$(reaches '"quoted"')" '^<"quoted"> is <quoted>, exit 0$'
expect "$(reaches "'single'")" "^<'single'> is <'single'>, exit 0\$"
expect "$(reaches 'in"side')" '^<in"side> is <in"side>, exit 0$'
