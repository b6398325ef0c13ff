#!/bin/sh
# BELIEVED: An order of a member before the group that it belongs to is refused, or does nothing, because the group orders its members anyway.
# HAPPENS: pcs and crm_verify accept it, and the transition can never be executed: no member of the group starts. One "then" too many stops a guest and everything that is grouped with it at the next restart.
# PACKAGE: pcs 0.11.5-1+deb12u1
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
# PACKAGE: libbrotli1 1.0.9-2+deb12u1
# PACKAGE: libcurl3-gnutls 7.88.1-10+deb12u15
# PACKAGE: libgssapi-krb5-2 1.20.1-2+deb12u5
# PACKAGE: libk5crypto3 1.20.1-2+deb12u5
# PACKAGE: libkeyutils1 1.6.3-2
# PACKAGE: libkrb5-3 1.20.1-2+deb12u5
# PACKAGE: libkrb5support0 1.20.1-2+deb12u5
# PACKAGE: libldap-2.5-0 2.5.13+dfsg-5
# PACKAGE: libnghttp2-14 1.52.0-1+deb12u3
# PACKAGE: libpsl5 0.21.2-1
# PACKAGE: librtmp1 2.4+20151223.gitfa8646d.1-2+b2
# PACKAGE: libsasl2-2 2.1.28+dfsg-10+deb12u1
# PACKAGE: libssh2-1 1.10.0-3+deb12u1
# PACKAGE: libssl3 3.0.22-1~deb12u2
# PACKAGE: python3-lxml 4.9.2-1+deb12u1
# PACKAGE: python3-dacite 1.8.0-1+deb12u1
# PACKAGE: python3-dateutil 2.8.2-2
# PACKAGE: python3-six 1.16.0-4
# PACKAGE: python3-pyparsing 3.0.9-1
# PACKAGE: python3-tornado 6.2.0-3+deb12u4
# PACKAGE: python3-distro 1.8.0-1
# PACKAGE: python3-cryptography 38.0.4-3+deb12u1
# PACKAGE: python3-cffi-backend 1.15.1-5+b1
# PACKAGE: resource-agents 1:4.12.0-2
# SOURCE: pcs(8), constraint order; Pacemaker Explained, "Specifying the Order in which Resources Should Start/Stop" and "Groups".
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
cat >run.py <<'END'
import os, sys
from pcs import settings
for name, value in list(vars(settings).items()):
    if isinstance(value, str) and value.startswith("/usr/s"):
        setattr(settings, name, os.environ["root"] + value)
settings.crm_resource_binary = os.environ["root"] + "/crm_resource"
from pcs import app
app.main(sys.argv[1:])
END
cat >crm_resource <<END
#!/bin/sh
# Pacemaker has the folder of the agents compiled in; this one asks the agent in the temporary folder.
export OCF_ROOT="$OCF_ROOT" LD_LIBRARY_PATH="$LD_LIBRARY_PATH" PCMK_schema_directory="$PCMK_schema_directory"
[ "\$1" = --show-metadata ] && IFS=: && set -- \$2 && exec sh "$OCF_ROOT/resource.d/\$2/\$3" meta-data
exec "$dir/usr/sbin/crm_resource" "\$@"
END
chmod +x crm_resource
pcs() { "$dir/usr/bin/python3.11" run.py "$@"; }
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

expect "pcs $(pcs --version)" '^pcs 0\.11\.5'

pcs -f cib.xml resource create disk ocf:heartbeat:Dummy
pcs -f cib.xml resource create vm ocf:heartbeat:Dummy
pcs -f cib.xml resource group add guest disk vm
expect "$(crm_simulate -S -x cib.xml 2>&1 | grep -c 'Started host') members run" '^2 '
expect "order disk then guest: exit $(code pcs -f cib.xml constraint order disk then guest)" 'exit 0$'
expect "crm_verify: exit $(code crm_verify -V -x cib.xml)" 'exit 0$'
expect "$(crm_simulate -S -x cib.xml 2>&1 | sed -n '/Transition failed/,$p')" 'An invalid transition was produced'
expect "$(crm_simulate -S -x cib.xml 2>&1 | grep -c 'Started host' || true) members run" '^0 '
