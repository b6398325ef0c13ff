#!/bin/sh
# BELIEVED: crm_simulate counts the failures of resources that the status section of a CIB records, whatever else the root element says.
# HAPPENS: Failures recorded by operation (fail-count-vm1#monitor_10000) count only if the root has a crm_feature_set of about today. Without it, as in a CIB that a tool has written or trimmed, a resource that is banned from its host by migration-threshold is placed there again.
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
# SOURCE: Pacemaker Explained, "Failure Handling": migration-threshold. crm_simulate(8).
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

cib() { # ATTRIBUTES of the root: vm1 prefers host1, has failed there once, and may fail no more than that
  cat <<END
<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0" have-quorum="1" dc-uuid="1" ${1-}>
  <configuration>
    <crm_config><cluster_property_set id="options">
      <nvpair id="fencing" name="stonith-enabled" value="false"/>
    </cluster_property_set></crm_config>
    <nodes><node id="1" uname="host1"/><node id="2" uname="host2"/></nodes>
    <resources><primitive id="vm1" class="ocf" provider="heartbeat" type="Dummy"><meta_attributes id="meta">
      <nvpair id="threshold" name="migration-threshold" value="1"/>
    </meta_attributes></primitive></resources>
    <constraints><rsc_location id="prefer" rsc="vm1" node="host1" score="10"/></constraints>
  </configuration>
  <status>
    <node_state id="1" uname="host1" in_ccm="true" crmd="online" join="member" expected="member">
      <transient_attributes id="1"><instance_attributes id="status-1">
        <nvpair id="count" name="fail-count-vm1#monitor_10000" value="1"/>
        <nvpair id="last" name="last-failure-vm1#monitor_10000" value="1700000000"/>
      </instance_attributes></transient_attributes>
    </node_state>
    <node_state id="2" uname="host2" in_ccm="true" crmd="online" join="member" expected="member"/>
  </status>
</cib>
END
}
start() { # ATTRIBUTES: where vm1 starts
  cib "${1-}" > one.xml
  crm_simulate -S -x one.xml 2>&1 | grep -E '^ +\* Start'
}

crm_simulate --version | head -n 1
echo "with crm_feature_set=3.16.1:"
expect "$(start 'crm_feature_set="3.16.1"')" 'Start +vm1 +\( host2 \)'
echo "without crm_feature_set:"
expect "$(start)" 'Start +vm1 +\( host1 \)'
