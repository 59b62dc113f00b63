"""The same package under a newer version: what an upgrade is made of."""

import shutil
import subprocess
from pathlib import Path


def newer(package: Path, out: Path) -> tuple[str, Path]:
    """Write the package once more, under the version after its own; return that version and the file.

    Not compressed, for it is read once.
    """
    version = subprocess.run(
        ["dpkg-deb", "--field", str(package), "Version"], check=True, capture_output=True, text=True
    ).stdout.strip()
    *digits, last = version.partition("+")[0].split(".")
    fresh, folder = ".".join((*digits, str(int(last) + 1))), out / "newer"
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--raw-extract", str(package), str(folder)], check=True)
    home = folder / "opt/yiciban/package"
    (home / version).rename(home / fresh)
    release = home / fresh
    metadata = next(release.glob("lib/python3*/site-packages/yiciban-*.dist-info/METADATA"))
    for file in (release / "bin/kiosk", release / "bin/kiosk-ui", metadata, *(folder / "DEBIAN").iterdir()):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(version, fresh), encoding="utf-8")
    file = out / f"yiciban-kiosk-next_{fresh}_amd64.deb"
    command = ["dpkg-deb", "--root-owner-group", "-Znone", "--build", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True)
    shutil.rmtree(folder)
    return fresh, file
