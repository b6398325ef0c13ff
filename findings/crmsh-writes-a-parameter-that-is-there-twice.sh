#!/bin/sh
# BELIEVED: Of a parameter that is given twice in one command crm configure takes the last value, or it refuses the command, as pcs does.
# HAPPENS: It writes both, with exit 0 and without a word, and Pacemaker takes the first. A value appended to override another has no effect, and crm configure show goes on displaying it.
# PACKAGE: crmsh 4.4.1-1+deb12u1
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
# PACKAGE: python3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-minimal 3.11.2-6+deb12u9
# PACKAGE: libpython3.11-stdlib 3.11.2-6+deb12u9
# PACKAGE: libexpat1 2.5.0-1+deb12u5
# PACKAGE: python3-pycurl 7.45.2-3
# PACKAGE: libssl3 3.0.22-1~deb12u2
# PACKAGE: python3-lxml 4.9.2-1+deb12u1
# PACKAGE: python3-dateutil 2.8.2-2
# PACKAGE: python3-six 1.16.0-4
# PACKAGE: python3-yaml 6.0-3+b2
# PACKAGE: libyaml-0-2 0.2.5-1
# PACKAGE: python3-parallax 1.0.6-4
# PACKAGE: resource-agents 1:4.12.0-2
# SOURCE: crm(8), primitive; Pacemaker Explained, "Resource Options"; crmsh/parse.py, match_nvpairs, gathers all pairs.
set -eu

packages=$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1=\2/p' "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
get() { echo "$packages" | xargs apt-get -qq -o APT::Sandbox::User=root download; }
get 2>/dev/null || { apt-get -qq update && get; }
for deb in *.deb; do dpkg -x "$deb" .; done
export LD_LIBRARY_PATH="$dir/lib/x86_64-linux-gnu:$dir/usr/lib/x86_64-linux-gnu:$dir/usr/lib:$dir/lib"
export PYTHONHOME="$dir/usr" PYTHONPATH="$dir:$dir/usr/lib/python3/dist-packages" PYTHONWARNINGS=ignore
export PATH="$dir/usr/sbin:$PATH" PCMK_schema_directory="$dir/usr/share/pacemaker" CIB_shadow_dir="$dir"
export OCF_ROOT="$dir/usr/lib/ocf" root="$dir"
code() { # prints the exit code of a command
  "$@" >/dev/null 2>&1 && echo 0 || echo "$?"
}
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}
mkdir -p .config log
cat >run.py <<'END'
import os, sys
from crmsh import log
log.CRMSH_LOG_FILE = log.LOGGING_CFG["handlers"]["file"]["filename"] = os.environ["root"] + "/log/crmsh.log"
log.setup_logging()
from crmsh import config, main
config.path.sharedir = os.environ["root"] + "/usr/share/crmsh"
config.path.crm_dtd_dir = os.environ["root"] + "/usr/share/pacemaker"
config.path.ocf_root = os.environ["OCF_ROOT"]
sys.argv[0] = "crm"
sys.exit(main.run())
END
cat >usr/sbin/crm_resource.sh <<'END'
#!/bin/sh
# Pacemaker has the folder of the agents compiled in; this one asks the agent in the temporary folder.
[ "$1" = --show-metadata ] && IFS=: && set -- $2 && exec sh "$OCF_ROOT/resource.d/$2/$3" meta-data
exec "$root/usr/sbin/crm_resource.bin" "$@"
END
chmod +x usr/sbin/crm_resource.sh
mv usr/sbin/crm_resource usr/sbin/crm_resource.bin
mv usr/sbin/crm_resource.sh usr/sbin/crm_resource
export HOME="$dir" CIB_file="$dir/cib.xml"
crm() { "$dir/usr/bin/python3.11" run.py "$@" 2>&1; }
cat >cib.xml <<'END'
<cib validate-with="pacemaker-3.9" admin_epoch="0" epoch="1" num_updates="0" have-quorum="1" dc-uuid="1" crm_feature_set="3.16.1">
  <configuration>
    <crm_config><cluster_property_set id="options"><nvpair id="fencing" name="stonith-enabled" value="false"/></cluster_property_set></crm_config>
    <nodes><node id="1" uname="host1"/><node id="2" uname="host2"/></nodes>
    <resources/>
    <constraints/>
  </configuration>
  <status>
    <node_state id="1" uname="host1" in_ccm="true" crmd="online" join="member" expected="member"/>
    <node_state id="2" uname="host2" in_ccm="true" crmd="online" join="member" expected="member"/>
  </status>
</cib>
END

expect "crmsh $(dpkg-deb -f crmsh_*.deb Version)" "4\.4\.1"

expect "exit $(code crm configure primitive vm ocf:heartbeat:VirtualDomain params config=/old.xml config=/new.xml)" 'exit 0$'
expect "$(grep -c '<nvpair.*name="config"' cib.xml) values" '^2 '
expect "$(crm configure show vm)" '/old.xml.*/new.xml'
expect "crm_verify: exit $(code crm_verify -V -x cib.xml)" 'exit 0$'
expect "the cluster uses $(crm_resource -r vm -g config 2>/dev/null)" '/old.xml'
