#!/bin/sh
# BELIEVED: crm_resource --move --node moves a resource to that node, or fails.
# HAPPENS: With resource-stickiness=INFINITY, the common way to say that nothing fails back, it exits 0 and writes its constraint, and the resource stays. It wins as soon as the stickiness is below INFINITY; --ban moves it in any case.
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
# SOURCE: crm_resource(8), --move: a constraint of INFINITY for the node; both scores are INFINITY then, and the present node is kept.
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
ran() { # RESOURCE OPERATION CODE CALL: what the history of host1 says
  key=$4:1:0:aaaaaaaa-0000-4000-8000-000000000000
  echo "<lrm_resource id='$1' class='ocf' provider='heartbeat' type='Dummy'><lrm_rsc_op id='$1_last' operation_key='$1_$2_0' operation='$2' interval='0' on_node='host1' call-id='$4' rc-code='$3' op-status='$([ "$3" = 0 ] && echo 0 || echo 4)' last-rc-change='1600000000' transition-key='$key' transition-magic='0:$3;$key' crm_feature_set='3.16.1' op-digest='f2317cad3d54cec5d7d7aa7d0bf35cf8'/></lrm_resource>"
}
history() { # FILE HISTORY: puts it below host1
  sed -i "s#\(<node_state id=\"1\".*\)/>#\1><lrm id='1'><lrm_resources>$2</lrm_resources></lrm></node_state>#" "$1"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(crm_verify --version | head -n 1)" 'Pacemaker 2.1.5'

sticky() { # STICKINESS: vm1 runs on host1
  cib "$(dummy vm1 "<meta_attributes id='m'><nvpair id='s' name='resource-stickiness' value='$1'/></meta_attributes>")" >cib.xml
  history cib.xml "$(ran vm1 start 0 5)"
}
tool() { CIB_file="$dir/cib.xml" crm_resource -r vm1 "$@" >/dev/null 2>&1 && echo 'exit 0' || echo "exit $?"; }
actions() { crm_simulate -S -x cib.xml | sed -n 's/^ *\* Resource action: //p' | tr -s ' ' | tr '\n' ','; }

sticky INFINITY
expect "INFINITY, before: $(actions)" 'before: vm1 monitor on host2,$'
expect "INFINITY, --move --node host2: $(tool --move --node host2), $(grep -c 'cli-prefer-vm1.*score="INFINITY"' cib.xml) constraint, $(actions)" 'exit 0, 1 constraint, vm1 monitor on host2,$'
sticky 999999
expect "999999, --move --node host2: $(tool --move --node host2), $(actions)" 'exit 0, .*vm1 stop on host1,.*vm1 start on host2,'
sticky INFINITY
expect "INFINITY, --ban --node host1: $(tool --ban --node host1), $(actions)" 'exit 0, .*vm1 stop on host1,.*vm1 start on host2,'
