#!/bin/sh
# BELIEVED: A query of a value that is not set fails, so that a script can tell it from an empty one, as crm_attribute does.
# HAPPENS: crm_resource --get-parameter says on standard error that it found nothing, and exits 0, for parameters and for meta attributes. Only an unknown resource fails.
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
# SOURCE: crm_resource(8) of Pacemaker 2.1.5, --get-parameter; Pacemaker Administration, exit codes: 105 is "No such object".
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
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

expect "$(crm_verify --version | head -n 1)" 'Pacemaker 2.1.5'

export CIB_file="$dir/cib.xml"
cib "$(dummy vm1 "<instance_attributes id='vm1-i'><nvpair id='vm1-state' name='state' value='/run/vm1'/></instance_attributes>")" >cib.xml
asked() { # COMMAND: its exit code and what it prints on standard output
  out=$("$@" 2>/dev/null) && rc=0 || rc=$?
  echo "exit $rc, '$out'"
}
expect "set: $(asked crm_resource -r vm1 --get-parameter state)" "exit 0, '/run/vm1'$"
expect "not set: $(asked crm_resource -r vm1 --get-parameter fake)" "exit 0, ''$"
expect "meta, not set: $(asked crm_resource -r vm1 --meta --get-parameter target-role)" "exit 0, ''$"
expect "unknown resource: $(asked crm_resource -r vm2 --get-parameter state)" "exit 105, ''$"
expect "crm_attribute, not set: $(asked crm_attribute -n stonith-timeout -G -q)" "exit 105, ''$"
