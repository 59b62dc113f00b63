#!/bin/sh
# Runs as root on the terminal that takes the bundle, from within the verified bundle.
# https://rauc.readthedocs.io/en/v1.8/reference.html#hook-interface
set -eu

refuse() {
    echo "$1" >&2
    exit 10
}

case "$1" in
install-check)
    [ "$RAUC_MF_COMPATIBLE" = "$RAUC_SYSTEM_COMPATIBLE" ] ||
        refuse "this system is for $RAUC_MF_COMPATIBLE, the terminal is a $RAUC_SYSTEM_COMPATIBLE"
    ;;
slot-post-install)
    slot=$RAUC_SLOT_MOUNT_POINT
    home=${YICIBAN_HOME:-/opt/yiciban}
    # Releases stay where they are when the system changes: the new one must have the Python they were made for.
    for link in current good; do
        [ -L "$home/$link" ] || continue
        python=$(readlink "$home/$link/bin/python")
        [ -x "$slot$python" ] || refuse "the release that is $link needs $python, which this system has not"
    done
    for unit in kiosk-agent.service kiosk-ui.service kiosk-rollback.service; do
        [ -f "$slot/usr/lib/systemd/system/$unit" ] || refuse "$unit is not in this system"
    done
    # Who this machine is does not change with its system.
    for file in machine-id hostname localtime; do
        [ ! -e "${YICIBAN_ETC:-/etc}/$file" ] || cp -a "${YICIBAN_ETC:-/etc}/$file" "$slot/etc/$file"
    done
    ;;
*) exit 1 ;;
esac
