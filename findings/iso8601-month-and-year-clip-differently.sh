#!/bin/sh
# BELIEVED: A month after 31 January and a year after 29 February end alike: on the last day of the shorter month.
# HAPPENS: The month ends on 28 February, the year on 1 March. Rules with a duration use the same arithmetic.
# PACKAGE: pacemaker-cli-utils 2.1.5-1+deb12u1
# PACKAGE: pacemaker-common 2.1.5-1+deb12u1
# PACKAGE: libcib27 2.1.5-1+deb12u1
# PACKAGE: libcrmcommon34 2.1.5-1+deb12u1
# PACKAGE: libcrmservice28 2.1.5-1+deb12u1
# PACKAGE: liblrmd28 2.1.5-1+deb12u1
# PACKAGE: libpacemaker1 2.1.5-1+deb12u1
# PACKAGE: libpe-rules26 2.1.5-1+deb12u1
# PACKAGE: libpe-status28 2.1.5-1+deb12u1
# PACKAGE: libstonithd26 2.1.5-1+deb12u1
# PACKAGE: libdbus-1-3 1.14.10-1~deb12u1
# PACKAGE: libglib2.0-0 2.74.6-2+deb12u9
# PACKAGE: libicu72 72.1-3+deb12u1
# PACKAGE: libltdl7 2.4.7-7~deb12u1
# PACKAGE: libpils2 1.0.12-21+b2
# PACKAGE: libqb100 2.0.6-2
# PACKAGE: libxml2 2.9.14+dfsg-1.3~deb12u6
# PACKAGE: libxslt1.1 1.1.35-1+deb12u4
# SOURCE: iso8601(8); Pacemaker Explained, "Durations"; crm_time_add_months and crm_time_add_years in lib/common/iso8601.c.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PATH="$dir/usr/sbin:$PATH" PCMK_schema_directory="$dir/usr/share/pacemaker" CIB_shadow_dir="$dir"
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(crm_verify --version | head -n 1)" 'Pacemaker 2.1.5'

expect "$(iso8601 -d '2026-01-31 00:00:00Z' -D P1M | tail -n 1)" '2026-02-28 00:00:00Z$'
expect "$(iso8601 -d '2024-02-29 00:00:00Z' -D P1Y | tail -n 1)" '2025-03-01 00:00:00Z$'
