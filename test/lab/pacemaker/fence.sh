#!/bin/sh
# fence_ipmilan of the lab. A request is a file in the folder that all hosts share; the lab takes the power of the host away and
# deletes the file. Which host: the last number of the address of its BMC. None answers while there is a file /lab/shared/no-bmc,
# and none switches anything off while there is a file /lab/shared/stuck.
while IFS= read -r line; do
  case $line in action=*) action=${line#action=} ;; ip=*) host=host${line##*.} ;; esac
done
case ${1:-} in -o) action=$2 ;; --action=*) action=${1#--action=} ;; esac
request=/lab/shared/power/${host:-none}
case ${action:-reboot} in
  metadata)
    cat <<'X'
<?xml version="1.0"?>
<resource-agent name="fence_ipmilan" shortdesc="BMC of the lab">
  <parameters>
    <parameter name="action"><content type="string" default="reboot"/></parameter>
    <parameter name="ip"><content type="string"/></parameter>
    <parameter name="username"><content type="string"/></parameter>
    <parameter name="password"><content type="string"/></parameter>
    <parameter name="lanplus"><content type="boolean" default="0"/></parameter>
    <parameter name="plug"><content type="string"/></parameter>
  </parameters>
  <actions>
    <action name="on"/> <action name="off"/> <action name="reboot"/> <action name="status"/>
    <action name="monitor"/> <action name="metadata"/>
  </actions>
</resource-agent>
X
    ;;
  off | reboot)
    [ ! -f /lab/shared/stuck ] || exit 1
    mkdir -p "${request%/*}"
    : > "$request"
    while [ -f "$request" ]; do sleep 0.1; done
    ;;
  on) ;;
  monitor) [ ! -f /lab/shared/no-bmc ] ;;
  status) [ ! -f "$request" ] ;;
  *) exit 1 ;;
esac
