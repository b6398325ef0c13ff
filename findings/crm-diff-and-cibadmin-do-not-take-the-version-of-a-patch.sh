#!/bin/sh
# BELIEVED: A patch of a CIB says in its version block what the result has, and both tools that apply it agree.
# HAPPENS: crm_diff --patch leaves the version as it was, unless a change of the root element sets it. cibadmin --patch counts the epoch on by itself: a patch whose version block and whose change say 6 ends with 7.
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
# SOURCE: crm_diff(8), --patch; cibadmin(8), --patch; Pacemaker Explained, "Configuration Version".
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

cib() { # EPOCH, PRIORITY of vm1
  cat <<END
<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="$1" num_updates="0" crm_feature_set="3.16.1">
 <configuration><crm_config/><nodes/><resources><primitive id="vm1" class="ocf" provider="heartbeat" type="Dummy"><meta_attributes id="meta">
  <nvpair id="first" name="priority" value="$2"/></meta_attributes></primitive></resources><constraints/></configuration><status/>
</cib>
END
}
epoch() { grep -o ' epoch="[0-9]*"' | head -n 1; }
cib 5 1 > old.xml
cib 6 2 > new.xml
crm_diff --original old.xml --new new.xml > patch.xml || true # exits 1 for a difference
crm_diff --version 2>&1 | head -n 1

echo "the patch says:"
expect "$(grep '<target' patch.xml)" 'epoch="6"'
echo "cibadmin --patch gives:"
cp old.xml live.xml
CIB_file=live.xml cibadmin --patch --xml-file patch.xml
expect "$(epoch < live.xml)" '"7"'
echo "crm_diff --patch, of a patch whose version block alone says 6, gives:"
awk '/<change .*path="\/cib"/ { skip = 1 } !skip; /<\/change>/ { skip = 0 }' patch.xml > without.xml
expect "$(grep '<target' without.xml)" 'epoch="6"'
expect "$(crm_diff --original old.xml --patch without.xml | epoch)" '"5"'
