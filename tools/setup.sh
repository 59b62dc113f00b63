#!/usr/bin/env bash
# Brings a fresh Debian 12 to where `make demo` and `make test` run. Idempotent: with the stamp in
# place it does nothing and touches no network.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=packaging/debian-packages.txt
stamp=.venv/.setup-stamp
want=$(cat "$packages" packaging/without-dependencies.txt constraints.txt pyproject.toml tools/setup.sh tools/make_fonts.py | sha256sum | cut -d' ' -f1)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then exit 0; fi

missing=()
while read -r name _; do
    case "$name" in ''|'#'*) continue ;; esac
    dpkg-query -W -f='${Status}' "$name" 2>/dev/null | grep -q 'install ok installed' || missing+=("$name")
done < "$packages"
if [ "${#missing[@]}" -gt 0 ]; then
    echo "setup: installing Debian packages: ${missing[*]}"
    root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo)
    export DEBIAN_FRONTEND=noninteractive
    "${root[@]}" apt-get update -qq
    "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

python=/usr/bin/python3.11
[ -x "$python" ] || python=python3.11
if [ ! -x .venv/bin/python ]; then
    echo "setup: making .venv"
    "$python" -m venv .venv
fi
echo "setup: installing pinned Python packages"
.venv/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt 'setuptools>=77' wheel
PYTHONWARNINGS=ignore .venv/bin/python -m pip install -q --disable-pip-version-check --no-build-isolation -c constraints.txt -e '.[sandbox,dev]'
PYTHONWARNINGS=ignore .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -c constraints.txt -r packaging/without-dependencies.txt
echo "setup: extracting the Simplified Chinese face"
.venv/bin/python tools/make_fonts.py .venv/share/yiciban/fonts
printf '%s' "$want" > "$stamp"
echo "setup: done"
