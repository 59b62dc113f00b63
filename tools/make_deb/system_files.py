"""Everything of the package that is not the release: units, rules, helpers, the manual, and DEBIAN/."""

import gzip
import hashlib
import shutil
from pathlib import Path

from tools.make_deb.control import NAME, conffiles, control, depends

UNITS = "usr/lib/systemd/system"
PLACES = {
    "systemd/yiciban.sysusers.conf": "usr/lib/sysusers.d/yiciban.conf",
    "systemd/yiciban.tmpfiles.conf": "usr/lib/tmpfiles.d/yiciban.conf",
    "systemd/yiciban.journald.conf": "usr/lib/systemd/journald.conf.d/yiciban.conf",
    "systemd/yiciban.logind.conf": "usr/lib/systemd/logind.conf.d/yiciban.conf",
    "systemd/yiciban.system.conf": "usr/lib/systemd/system.conf.d/yiciban.conf",
    "systemd/yiciban.coredump.conf": "usr/lib/systemd/coredump.conf.d/yiciban.conf",
    "systemd/yiciban.sysctl.conf": "usr/lib/sysctl.d/60-yiciban.conf",
    "systemd/yiciban.preset": "usr/lib/systemd/system-preset/50-yiciban.preset",
    "systemd/yiciban.rules": "usr/lib/udev/rules.d/70-yiciban.rules",
    "systemd/yiciban.usbguard.conf": "etc/usbguard/rules.d/50-yiciban.conf",
    "packaging/terminal/release.py": "usr/lib/yiciban/release",
    "packaging/terminal/platform_only.py": "usr/lib/yiciban/platform-only",
    "docs/site-profile.example.toml": f"usr/share/doc/{NAME}/site-profile.example.toml",
}
"""File of the project → its place in the package."""
SCRIPTS = ("postinst", "prerm", "postrm")
FOLDERS = ("etc/yiciban", "opt/yiciban/releases")
INTERPRETER = "#!/usr/bin/python3 -I\n"


def lay_out(project: Path, root: Path) -> None:
    """Put all of them below `root`."""
    for folder in FOLDERS:
        (root / folder).mkdir(parents=True, exist_ok=True)
    units = {
        str(path.relative_to(project)): f"{UNITS}/{path.name}"
        for path in sorted((project / "systemd").glob("kiosk-*"))
    }
    for source, place in {**units, **PLACES}.items():
        target = root / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if place.startswith("usr/lib/yiciban/"):
            target.write_text(INTERPRETER + (project / source).read_text(encoding="utf-8"), encoding="utf-8")
            target.chmod(0o755)
        else:
            shutil.copyfile(project / source, target)
    manual = root / "usr/share/man/man1/kiosk.1.gz"
    manual.parent.mkdir(parents=True)
    manual.write_bytes(gzip.compress((project / "packaging/deb/kiosk.1").read_bytes(), 9, mtime=0))
    command = root / "usr/bin/kiosk"
    command.parent.mkdir(parents=True)
    command.symlink_to("/opt/yiciban/current/bin/kiosk")


def write_control(project: Path, root: Path, version: str) -> None:
    """Write DEBIAN/; the tree must be complete by then."""
    files = sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    folder = root / "DEBIAN"
    folder.mkdir()
    source = project / "packaging/deb"
    wanted = depends((source / "depends.txt").read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in files)
    (folder / "control").write_text(control(version, wanted, size), encoding="utf-8")
    names = {path: "/" + str(path.relative_to(root)) for path in files}
    (folder / "conffiles").write_text(conffiles(names.values()), encoding="utf-8")
    sums = (f"{hashlib.md5(path.read_bytes()).hexdigest()}  {name[1:]}\n" for path, name in names.items())
    (folder / "md5sums").write_text("".join(sums), encoding="utf-8")
    for script in SCRIPTS:
        target = folder / script
        text = (source / script).read_text(encoding="utf-8")
        target.write_text(text.replace("@VERSION@", version), encoding="utf-8")
        target.chmod(0o755)
