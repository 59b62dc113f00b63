"""`python -m tools.make_deb`: the Debian package of the commit that is checked out, in build/deb/.

Two runs of one commit give the same bytes: names are sorted, owners are root, and no time is later than the
commit's (SOURCE_DATE_EPOCH).
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from kiosk.releases.version import is_version
from tools.make_deb.control import ARCHITECTURE, NAME
from tools.make_deb.left_out import Rules
from tools.make_deb.lock import read
from tools.make_deb.system_files import lay_out, write_control
from tools.make_deb.tree import PACKAGE, compile_all, environment, export, make_release, settle
from tools.make_deb.version import base_version, read_source, version_of
from tools.make_deb.wheels import build, fetch


def main() -> None:
    """Make the package; print its path, bytes and seconds as JSON."""
    parser = argparse.ArgumentParser(prog="make deb")
    parser.add_argument("--out", type=Path, default=Path("build/deb"))
    parser.add_argument("--version", help="another version than the commit's, for tests of upgrades")
    options = parser.parse_args()
    if options.version is not None and not is_version(options.version):
        parser.error(f"{options.version} is no version that a terminal would take")
    project, started = Path.cwd(), time.monotonic()
    source = read_source(project, base_version(project))
    steps = environment(source.committed)
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Bytecode of sets depends on the hash seed, which is chosen when the interpreter starts.
        os.execve(sys.executable, [sys.executable, "-m", "tools.make_deb", *sys.argv[1:]], dict(steps))
    version = options.version or version_of(base_version(project), source)
    work = options.out / "work"
    shutil.rmtree(work, ignore_errors=True)
    python = Path(sys.executable)
    exported = work / "source"
    export(project, source.commit, version, exported)
    locked = read((exported / "packaging/deb/wheels.lock").read_text(encoding="utf-8"))
    files = fetch(python, locked, Path("build/deb/wheels"))
    made = [
        build(python, file, work / "built" / one.name, steps) if one.from_source else file
        for one, file in files.items()
    ]
    made.append(build(python, exported, work / "built" / "ours", steps))
    root = work / "root"
    rules = Rules((exported / "packaging/deb/left-out.txt").read_text(encoding="utf-8"))
    release = make_release(root, version, made, rules)
    compile_all(release, root)
    laid = root / PACKAGE.relative_to("/") / version
    laid.parent.mkdir(parents=True)
    release.rename(laid)
    lay_out(exported, root)
    settle(root)
    # usbguard reads no rules that others may read.
    (root / "etc/usbguard/rules.d/50-yiciban.conf").chmod(0o600)
    write_control(exported, root, version)
    package = options.out / f"{NAME}_{version}_{ARCHITECTURE}.deb"
    subprocess.run(
        [
            "dpkg-deb",
            "--root-owner-group",
            "-Zzstd",
            "-z10",
            "--threads-max=1",
            "--build",
            str(root),
            str(work / package.name),
        ],
        check=True,
        env=dict(steps),
        stdout=subprocess.DEVNULL,
    )
    # Under its name it is whole.
    (work / package.name).replace(package)
    shutil.rmtree(work)
    seconds = round(time.monotonic() - started, 1)
    print(json.dumps({"package": str(package), "bytes": package.stat().st_size, "seconds": seconds}))


if __name__ == "__main__":
    main()
