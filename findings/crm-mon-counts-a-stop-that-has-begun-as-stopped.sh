#!/bin/sh
# BELIEVED: A resource that crm_mon shows as not active, on a node with no resources running, has stopped; one that is active has started.
# HAPPENS: While the stop of a guest is still under way, crm_mon writes active="false" and resources_running="0", and crm_resource says that it is NOT running; while its start is under way, active="true". Only the role tells, Stopping or Starting. A script that waits for the guest to be gone goes on while it runs.
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
# SOURCE: crm_mon(8), --output-as=xml; Pacemaker Explained, "record-pending"; unpack_rsc_op of a pending operation in lib/pengine/unpack.c.
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
cib() { # RESOURCES CONSTRAINTS OPTIONS: a CIB with two nodes that are up
  cat <<END
<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0" have-quorum="1" dc-uuid="1" crm_feature_set="3.16.1">
  <configuration>
    <crm_config><cluster_property_set id="options">
      <nvpair id="fencing" name="stonith-enabled" value="false"/>${3-}
    </cluster_property_set></crm_config>
    <nodes><node id="1" uname="host1"/><node id="2" uname="host2"/></nodes>
    <resources>$1</resources>
    <constraints>${2-}</constraints>
  </configuration>
  <status>
    <node_state id="1" uname="host1" in_ccm="true" crmd="online" join="member" expected="member"/>
    <node_state id="2" uname="host2" in_ccm="true" crmd="online" join="member" expected="member"/>
  </status>
</cib>
END
}
dummy() { echo "<primitive id='$1' class='ocf' provider='heartbeat' type='Dummy'>${2-}</primitive>"; }
pending() { # OPERATION: what the history of host1 says of vm1 while the operation is under way
  key=5:1:0:aaaaaaaa-0000-4000-8000-000000000000
  echo "<lrm_resource id='vm1' class='ocf' provider='heartbeat' type='Dummy'><lrm_rsc_op id='vm1_last_0' operation_key='vm1_$1_0' operation='$1' interval='0' on_node='host1' call-id='-1' rc-code='193' op-status='-1' last-rc-change='1600000000' transition-key='$key' transition-magic='-1:193;$key' crm_feature_set='3.16.1'/></lrm_resource>"
}
history() { # FILE HISTORY: puts it below host1
  sed -i "s#\(<node_state id=\"1\".*\)/>#\1><lrm id='1'><lrm_resources>$2</lrm_resources></lrm></node_state>#" "$1"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(crm_verify --version | head -n 1)" 'Pacemaker 2.1.5'

mon() { CIB_file="$dir/$1.xml" crm_mon -1 --output-as=xml | grep -E '<node name="host1".*resources_running|<resource id="vm1"'; }
locate() { CIB_file="$dir/$1.xml" crm_resource --locate -r vm1 2>&1; }
for operation in stop start; do
  cib "$(dummy vm1)" >$operation.xml
  history $operation.xml "$(pending $operation)"
done
expect "$(mon stop)" 'name="host1".* resources_running="0"'
expect "$(mon stop)" 'id="vm1".* role="Stopping" active="false".* nodes_running_on="0"'
expect "$(locate stop)" 'vm1 is NOT running'
expect "$(mon start)" 'name="host1".* resources_running="1"'
expect "$(mon start)" 'id="vm1".* role="Starting" active="true"'
expect "$(locate start)" 'vm1 is running on: host1'
