#!/bin/sh
# controld, lvmlockd and LVM-activate of the lab, by the name that this file has: each needs what comes before it, as the real ones do.
# A group without volumes cannot be activated, and one that is not there neither.
name=${0##*/} group=${OCF_RESKEY_vgname:-} active=/run/lvm-active
runs() {
  case $name in
    controld) [ -e /run/dlm ] ;;
    lvmlockd) [ -e /run/lvmlockd ] ;;
    *) ls "$active/$group".* >/dev/null 2>&1 ;;
  esac
}
case ${1:-} in
  meta-data)
    cat <<Y
<?xml version="1.0"?>
<resource-agent name="$name" version="1.0">
  <version>1.0</version>
  <parameters>
    <parameter name="vgname"><content type="string"/></parameter>
    <parameter name="vg_access_mode"><content type="string"/></parameter>
    <parameter name="activation_mode"><content type="string"/></parameter>
  </parameters>
  <actions>
    <action name="start" timeout="90s"/> <action name="stop" timeout="90s"/> <action name="monitor" timeout="90s" interval="30s"/>
    <action name="meta-data" timeout="5s"/> <action name="validate-all" timeout="5s"/>
  </actions>
</resource-agent>
Y
    ;;
  start)
    case $name in
      controld) [ -f /etc/dlm/dlm.conf ] && touch /run/dlm ;;
      lvmlockd) [ -e /run/dlm ] && grep -q 'use_lvmlockd = 1' /etc/lvm/lvm.conf && touch /run/lvmlockd ;;
      *)
        [ -e /run/lvmlockd ] || exit 1
        grep -q "^$group " /lab/shared/lvm/lvs || exit 6
        touch "/run/lock.$group"
        while read -r one volume; do [ "$one" != "$group" ] || touch "$active/$group.$volume"; done < /lab/shared/lvm/lvs
        ;;
    esac || exit 1
    ;;
  stop)
    case $name in
      controld) rm -f /run/dlm ;;
      lvmlockd) rm -f /run/lvmlockd ;;
      *) rm -f "$active/$group".* "/run/lock.$group" ;;
    esac
    ;;
  monitor) mkdir -p "$active" && { runs || exit 7; } ;;
  validate-all) ;;
  *) exit 3 ;;
esac
