#!/bin/sh
# BELIEVED: A live migration that has succeeded by its record on the source leaves the guest on the target.
# HAPPENS: If the target is online and has no record of the guest, as after crm_resource --refresh or a trimmed status, the guest counts as running on the source only, where it is not. With the record of the target it counts as running there.
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
# SOURCE: Pacemaker Explained, "Status -- Here be dragons", operation history. crm_simulate(8).
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

op() { # NAME, NUMBER, NODE: a record of vm1 that succeeded; migrations lead from host1 to host2
  cat <<END
<lrm_rsc_op id="vm1_$1_0" operation_key="vm1_$1_0" operation="$1" crm_feature_set="3.16.1" on_node="$3" call-id="$2" rc-code="0" op-status="0"
 interval="0" transition-key="$2:1:0:aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa" transition-magic="0:0;$2:1:0:aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
 last-rc-change="1700000000" migrate_source="host1" migrate_target="host2"/>
END
}
history() { # NODE, RECORDS
  cat <<END
<node_state id="$1" uname="$1" in_ccm="true" crmd="online" join="member" expected="member"><lrm id="$1"><lrm_resources>
 <lrm_resource id="vm1" class="ocf" provider="heartbeat" type="Dummy">$2</lrm_resource></lrm_resources></lrm></node_state>
END
}
place() { # RECORDS of host2: where vm1 runs
  cat > live.xml <<END
<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0" crm_feature_set="3.16.1" have-quorum="1" dc-uuid="host1">
 <configuration>
  <crm_config><cluster_property_set id="options"><nvpair id="fencing" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
  <nodes><node id="host1" uname="host1"/><node id="host2" uname="host2"/></nodes>
  <resources><primitive id="vm1" class="ocf" provider="heartbeat" type="Dummy"><meta_attributes id="meta">
   <nvpair id="live" name="allow-migrate" value="true"/></meta_attributes></primitive></resources><constraints/>
 </configuration>
 <status>$(history host1 "$(op start 5 host1)$(op migrate_to 6 host1)")$(history host2 "$1")</status>
</cib>
END
  crm_simulate -x live.xml 2>&1 | grep 'vm1.*Started'
}

crm_simulate --version | head -n 1
echo "with the record of the target:"
expect "$(place "$(op migrate_from 7 host2)")" 'Started host2'
echo "without it:"
expect "$(place '')" 'Started host1'
