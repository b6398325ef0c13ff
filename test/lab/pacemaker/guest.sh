#!/bin/sh
# VirtualDomain of the lab: a guest is its definition below /run/guests, which a loss of power deletes. Each start and stop is one line
# in the log that all hosts share: "start host1 vm1". A stop takes as long as the file /lab/shared/slow is there, and fails while there is a
# file /lab/shared/unstoppable; a start changes the definition on this host if there is a file /lab/shared/spoil. Milliseconds that a stop
# may take are in a log of their own: "vm1 300000".
config=${OCF_RESKEY_config:-}
guest=/run/guests/${OCF_RESOURCE_INSTANCE:-none}
log() { echo "$1 $(hostname) $OCF_RESOURCE_INSTANCE" >> /lab/shared/log/guests; }
mkdir -p /run/guests
case ${1:-} in
  meta-data)
    cat <<'X'
<?xml version="1.0"?>
<resource-agent name="VirtualDomain" version="1.0">
  <version>1.0</version>
  <parameters>
    <parameter name="config" required="1"><content type="string"/></parameter>
    <parameter name="hypervisor"><content type="string"/></parameter>
    <parameter name="migration_transport"><content type="string"/></parameter>
  </parameters>
  <actions>
    <action name="start" timeout="20s"/> <action name="stop" timeout="20s"/>
    <action name="monitor" timeout="20s" interval="10s"/>
    <action name="migrate_to" timeout="20s"/> <action name="migrate_from" timeout="20s"/>
    <action name="meta-data" timeout="5s"/> <action name="validate-all" timeout="5s"/>
  </actions>
</resource-agent>
X
    ;;
  start)
    [ -f "$config" ] || exit 5
    [ -f "$guest" ] || { log start; cp "$config" "$guest"; }
    [ ! -f /lab/shared/spoil ] || echo '<!-- spoilt -->' >> "$config"
    ;;
  stop)
    echo "$OCF_RESOURCE_INSTANCE ${OCF_RESKEY_CRM_meta_timeout:-}" >> /lab/shared/log/stops
    while [ -f /lab/shared/slow ]; do sleep 0.1; done
    [ ! -f /lab/shared/unstoppable ] || exit 1
    [ ! -f "$guest" ] || { [ -f "$config" ] && log stop || log lost; rm -f "$guest"; }
    ;;
  migrate_to) [ -f "$guest" ] && { log stop; rm -f "$guest"; } ;;
  migrate_from) log start; cp "$config" "$guest" ;;
  monitor) [ -f "$guest" ] || exit 7 ;;
  validate-all) ;;
  *) exit 3 ;;
esac
