"""Builds the preloaded library that answers for the camera, once per version of its source."""

import hashlib
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).with_name("uvc_shim.c")
VARIABLE = "YICIBAN_SIMULATED_CAMERA"


def build(cache: Path) -> Path:
    """Return the library's path, compiling it with gcc where `cache` does not hold it yet.

    Raises subprocess.CalledProcessError when the compiler refuses, FileNotFoundError where there is none.
    """
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:16]
    library = cache / f"uvc_shim-{digest}.so"
    if not library.exists():
        cache.mkdir(parents=True, exist_ok=True)
        fresh = cache / f".{library.name}.{os.getpid()}"
        options = ["-O2", "-shared", "-fPIC"]
        subprocess.run(["gcc", *options, "-o", str(fresh), str(SOURCE), "-ldl", "-lpthread"], check=True)
        fresh.replace(library)
    return library.resolve()


def environment(device: Path, cache: Path, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment (`base`, else this process's) in which `device` is the simulated camera."""
    variables = dict(os.environ if base is None else base)
    earlier = variables.get("LD_PRELOAD")
    library = str(build(cache))
    variables["LD_PRELOAD"] = f"{library}:{earlier}" if earlier else library
    variables[VARIABLE] = str(device)
    return variables
