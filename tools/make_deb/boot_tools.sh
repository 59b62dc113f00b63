#!/usr/bin/env bash
# What `make test-install` needs beside the rest: a bare Debian is made and booted.
set -euo pipefail
missing=()
for package in mmdebstrap systemd-container; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ "${#missing[@]}" -gt 0 ] || exit 0
root=()
[ "$(id -u)" -eq 0 ] || root=(sudo)
export DEBIAN_FRONTEND=noninteractive
if ! { "${root[@]}" apt-get update -qq &&
    "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; }; then
    # The tests say by themselves what is missing, and are counted as skipped.
    echo "test-install: cannot be had here: ${missing[*]}" >&2
fi
