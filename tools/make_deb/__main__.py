"""`python -m tools.make_deb`: the Debian package of the commit that is checked out, in build/deb/.

Two runs of one commit give the same bytes: names are sorted, owners are root, and no time is later than the
commit's (SOURCE_DATE_EPOCH). `--twice` makes it in two folders and compares.
"""

import argparse
import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
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


def main() -> int:
    """Make the package; print its path, bytes and seconds as JSON, and return the exit status."""
    parser = argparse.ArgumentParser(prog="make deb")
    parser.add_argument("--out", type=Path, default=Path("build/deb"))
    parser.add_argument("--version", help="another version than the commit's, for tests of upgrades")
    parser.add_argument(
        "--twice", action="store_true", help="make it again elsewhere; exit 1 unless it is the same"
    )
    options = parser.parse_args()
    if options.version is not None and not is_version(options.version):
        parser.error(f"{options.version} is no version that a terminal would take")
    project, started = Path.cwd(), time.monotonic()
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Bytecode of sets depends on the hash seed, which is chosen when the interpreter starts.
        steps = {**os.environ, "PYTHONHASHSEED": "0"}
        os.execve(sys.executable, [sys.executable, "-m", "tools.make_deb", *sys.argv[1:]], steps)
    package = make(project, options.out, options.version)
    told = {"package": str(package), "bytes": package.stat().st_size}
    if options.twice:
        told["same"] = _made_again_is(package, project, options)
    print(json.dumps({**told, "seconds": round(time.monotonic() - started, 1)}))
    return 0 if told.get("same", True) else 1


def _made_again_is(package: Path, project: Path, options: argparse.Namespace) -> bool:
    """Make the package once more, in a folder of another name; tell whether it has the same bytes."""
    with tempfile.TemporaryDirectory(prefix="once-more-", dir=options.out) as folder:
        return filecmp.cmp(package, make(project, Path(folder), options.version), shallow=False)


def make(project: Path, out: Path, version: str | None = None) -> Path:
    """Make the package of the commit that `project` has checked out; returns it. Raises WheelError.

    The interpreter has the hash seed 0.
    """
    source = read_source(project, base_version(project))
    steps = environment(source.committed)
    version = version or version_of(base_version(project), source)
    work = out / "work"
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
    compile_all(release)
    laid = root / PACKAGE.relative_to("/") / version
    laid.parent.mkdir(parents=True)
    release.rename(laid)
    lay_out(exported, root)
    settle(root)
    # usbguard reads no rules that others may read.
    (root / "etc/usbguard/rules.d/50-yiciban.conf").chmod(0o600)
    write_control(exported, root, version)
    package = out / f"{NAME}_{version}_{ARCHITECTURE}.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z10", "--threads-max=1"]
    command += ["--build", str(root), str(work / package.name)]
    subprocess.run(command, check=True, env=dict(steps), stdout=subprocess.DEVNULL)
    # Under its name it is whole.
    (work / package.name).replace(package)
    shutil.rmtree(work)
    return package


if __name__ == "__main__":
    sys.exit(main())
