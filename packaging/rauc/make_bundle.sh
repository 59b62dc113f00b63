#!/bin/sh
# make_bundle.sh VERSION ROOTFS.ext4 CERT KEY OUT.raucb: a signed bundle of one system image.
# CERT and KEY are PEM files or PKCS#11 addresses; the key of systems is the operator's own.
set -eu
[ $# = 5 ] || { sed -n 2,3p "$0" >&2; exit 2; }
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bundle"
sed "s/@VERSION@/$1/" "$here/manifest.raucm.in" >"$work/bundle/manifest.raucm"
cp "$here/hook.sh" "$work/bundle/hook.sh"
cp --reflink=auto "$2" "$work/bundle/rootfs.ext4"
rauc --cert="$3" --key="$4" ${KEYRING:+--keyring="$KEYRING"} bundle "$work/bundle" "$5"
