#!/bin/sh
# BELIEVED: A resource that is taken out of the CIB while it runs is stopped with the timeout of its own stop operation, which pacemaker knew when it started it.
# HAPPENS: Its operations are gone with it: the stop has the default, 20 seconds. A VirtualDomain guest that needs longer is destroyed after 15, and a stop that fails has the node fenced. A timeout in op_defaults counts, and so does stopping it first by target-role.
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
# SOURCE: Pacemaker Explained, operation property timeout (20 s where neither op nor op_defaults set it) and cluster option stop-orphan-resources, neither of which says which timeout such a stop has.
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
meta() { echo "<meta_attributes id='$1-meta'><nvpair id='$1-$2' name='$2' value='$3'/></meta_attributes>"; }
timeout_of_stop() { # FILE: what the plan gives the stop of vm, in milliseconds
  crm_simulate -S -x "$1" -G graph.xml >/dev/null || echo "crm_simulate failed"
  sed -n '/operation="stop"/,/<\/rsc_op>/s/.*CRM_meta_timeout="\([0-9]*\)".*/\1/p' graph.xml | sort -u | tr '\n' ' '
}

expect "$(crm_verify --version | head -n 1)" 'Pacemaker 2.1.5'

run() { crm_simulate -S -x "$1" -O "$2" >/dev/null; } # FILE NEW: the CIB once everything has been done

stop="<operations><op id='vm-stop' name='stop' interval='0' timeout='300s'/></operations>"
cib "$(dummy vm "$stop")" >new.xml
run new.xml running.xml
sed '/<resources>/,/<\/resources>/d; s,<constraints/>,<resources/><constraints/>,' running.xml >removed.xml
sed 's,<constraints/>,&<op_defaults><meta_attributes id="d"><nvpair id="d-t" name="timeout" value="300s"/></meta_attributes></op_defaults>,' removed.xml >defaults.xml
sed "s,<operations>,$(meta vm target-role Stopped)&," running.xml >stopped.xml
expect "timeout of the stop, removed: $(timeout_of_stop removed.xml)" ': 20000 $'
expect "removed, with op_defaults of 300s: $(timeout_of_stop defaults.xml)" ': 300000 $'
expect "target-role=Stopped: $(timeout_of_stop stopped.xml)" ': 300000 $'
