"""Packages of npm, as peers and as material: installed once under build/, never needed by the product."""

import shutil
import subprocess
from pathlib import Path

FOLDER = Path("build/bench/npm")


def package(*names: str) -> Path | None:
    """Return node_modules with these packages, None where npm is not there or does not answer."""
    if all((FOLDER / "node_modules" / name.rsplit("@", 1)[0]).is_dir() for name in names):
        return FOLDER / "node_modules"
    npm = shutil.which("npm")
    if npm is None:
        return None
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Scripts would build what is not needed here (jscanify's canvas).
    command = [
        npm,
        "install",
        "--prefix",
        str(FOLDER),
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--silent",
    ]
    done = subprocess.run([*command, *names], capture_output=True, timeout=300, check=False)
    return FOLDER / "node_modules" if done.returncode == 0 else None
