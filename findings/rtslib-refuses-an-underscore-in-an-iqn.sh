#!/bin/sh
# BELIEVED: A name that open-iscsi and tgt take for an initiator or a target is one for targetcli, too.
# HAPPENS: rtslib, which targetcli names things with, refuses a name with an underscore, and writes capitals as small letters; a month 13 passes.
# PACKAGE: python3-rtslib-fb 2.1.75-2.1
# PACKAGE: python3-pyudev 0.24.0-1
# PACKAGE: python3-six 1.16.0-4
# PACKAGE: python3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-stdlib 3.11.2-6+deb12u9
# PACKAGE: libffi8 3.4.4-1
# PACKAGE: libudev1 252.39-1~deb12u2
# SOURCE: RFC 3722 (no underscore; names are case-folded); normalize_wwn in rtslib/utils.py.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PYTHONHOME="$dir/usr" PYTHONPATH="$dir/usr/lib/python3/dist-packages" PYTHONWARNINGS=ignore
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "rtslib-fb $(dpkg-deb -f python3-rtslib-fb_*.deb Version)" '2\.1\.75'

cat >name.py <<'END'
import sys
from rtslib_fb.utils import RTSLibError, normalize_wwn
try:
    print(normalize_wwn(('iqn',), sys.argv[1])[0])
except RTSLibError as error:
    print('refused:', error)
END
name() { echo "$1: $(usr/bin/python3.11 name.py "$1")"; }
expect "$(name iqn.2020-01.com.example:kvm1)" ': iqn\.2020-01\.com\.example:kvm1$'
expect "$(name iqn.2020-01.com.example:kvm_1)" ': refused: WWN not valid as: iqn$'
expect "$(name iqn.2020-01.com.example:Kvm1)" ': iqn\.2020-01\.com\.example:kvm1$'
expect "$(name iqn.2020-13.com.example:kvm1)" ': iqn\.2020-13\.com\.example:kvm1$'
