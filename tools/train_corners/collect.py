"""Put backgrounds out of unpacked packages and drawn pages into two files, for training and validation."""

import argparse
import hashlib
from pathlib import Path

import cv2
import numpy as np

from tools.train_corners.pages import TRAINING, VALIDATION, Picture, draw_page

_SUFFIXES = {".jpg", ".jpeg", ".png", ".webp", ".tga"}
_NOT_COLOUR = (
    "norm",
    "gloss",
    "bump",
    "_nm",
    "_local",
    "pants",
    "shirt",
    "glow",
    "mask",
    "alpha",
    "sky",
    "spec",
)
_LONG = 480
_PER_FOLDER, _PER_PACKAGE = 25, 260


def _key(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()


def _readable(path: Path) -> Picture | None:
    image = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if image is None or image.dtype != np.uint8 or image.ndim != 3 or min(image.shape[:2]) < 200:
        return None
    if image.shape[2] == 4:
        if (image[:, :, 3] < 250).mean() > 0.02:
            return None
        image = image[:, :, :3]
    scale = _LONG / max(image.shape[:2])
    if scale < 1:
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    # A picture of one flat colour teaches nothing that the procedural ones do not.
    return None if image.std(axis=(0, 1)).max() < 6 else np.ascontiguousarray(image)


def backgrounds(root: Path) -> tuple[list[Picture], list[Picture]]:
    """Pictures under `root` (one folder a package): for training, and one folder in eight held out."""
    training: list[Picture] = []
    validation: list[Picture] = []
    for package in sorted(p for p in root.iterdir() if p.is_dir()):
        taken, per_folder = 0, {}
        files = (p for p in package.rglob("*") if p.suffix.lower() in _SUFFIXES and not p.is_symlink())
        for path in sorted(files, key=lambda p: _key(p.relative_to(root))):
            name = path.name.lower()
            if taken == _PER_PACKAGE or any(word in name for word in _NOT_COLOUR):
                continue
            if per_folder.get(path.parent, 0) == _PER_FOLDER:
                continue
            image = _readable(path)
            if image is None:
                continue
            taken += 1
            per_folder[path.parent] = per_folder.get(path.parent, 0) + 1
            held_out = int(_key(path.parent.relative_to(root))[:4], 16) % 8 == 0
            (validation if held_out else training).append(image)
        print(package.name, taken, flush=True)
    return training, validation


def _pack(pictures: list[Picture]) -> np.ndarray:
    blobs = np.empty(len(pictures), object)
    for i, picture in enumerate(pictures):
        blobs[i] = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 93])[1]
    return blobs


def main() -> None:
    """Write training.npz and validation.npz."""
    parser = argparse.ArgumentParser()
    parser.add_argument("packages", type=Path)
    parser.add_argument("target", type=Path)
    parser.add_argument("--pages", type=int, default=420)
    parser.add_argument("--seed", type=int, default=4)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    parts = backgrounds(options.packages)
    for name, kinds, pictures, share in zip(
        ("training", "validation"), (TRAINING, VALIDATION), parts, (1.0, 0.25), strict=True
    ):
        random = np.random.default_rng([options.seed, share < 1])
        drawn = [draw_page(random, kinds) for _ in range(int(options.pages * share))]
        pages = [cv2.resize(p, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA) for p in drawn]
        np.savez(options.target / f"{name}.npz", backgrounds=_pack(pictures), pages=_pack(pages))
        print(name, len(pictures), "backgrounds,", len(pages), "pages", flush=True)


if __name__ == "__main__":
    main()
