"""Train the corner network on photographs that are made while it trains. See the README beside this file."""

import argparse
import copy
import multiprocessing
import os
import time
from multiprocessing.queues import Queue
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from devices.document_camera.detection.network import Maps, best_quad
from tools.train_corners.compose import HEIGHT, WIDTH, Quad, load, photograph
from tools.train_corners.model import CornerModel
from tools.train_corners.pages import Picture

BATCH, FRESH, KEPT = 32, 12, 6000
"""A batch: 12 pictures made just now, 20 mirrored at random out of the last 6,000."""
_SIGMA_CORNER, _SIGMA_LINE, _NEAR = 1.2, 1.0, 2.5
Sample = tuple[Picture, list[Quad]]


def targets(quads: list[Quad]) -> NDArray[np.float32]:
    """(6, 48, 64): corner, outline, inside 0..1, way to the corner (x, y) in cells, where that counts."""
    h, w = HEIGHT // 4, WIDTH // 4
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    made = np.zeros((6, h, w), np.float32)
    closest = np.full((h, w), 1e9, np.float32)
    for quad in quads:
        # The middle of cell 0 lies at px 1.5.
        cells = (quad - 1.5) / 4
        inside = cv2.fillConvexPoly(
            np.zeros((h, w), np.uint8), np.rint(cells * 16).astype(np.int32), 1, shift=4
        )
        made[2] = np.maximum(made[2], inside)
        for i in range(4):
            dx, dy = cells[i, 0] - x, cells[i, 1] - y
            squared = dx * dx + dy * dy
            made[0] = np.maximum(made[0], np.exp(-squared / (2 * _SIGMA_CORNER**2)))
            nearer = squared < closest
            made[3][nearer], made[4][nearer] = dx[nearer], dy[nearer]
            closest = np.minimum(closest, squared)
            side = cells[(i + 1) % 4] - cells[i]
            part = np.clip(-(dx * side[0] + dy * side[1]) / max(1e-6, float(side @ side)), 0, 1)
            squared = (dx + part * side[0]) ** 2 + (dy + part * side[1]) ** 2
            made[1] = np.maximum(made[1], np.exp(-squared / (2 * _SIGMA_LINE**2)))
    made[5] = closest < _NEAR**2
    return made


def _make(queue: "Queue[list[Sample]]", data: Path, seed: int) -> None:
    cv2.setNumThreads(1)
    cv2.setRNGSeed(seed)
    os.nice(2)
    random, assets = np.random.default_rng(seed), load(data)
    while True:
        queue.put([photograph(random, assets) for _ in range(FRESH)])


def _mirrored(random: np.random.Generator, sample: Sample) -> Sample:
    picture, quads = sample
    if random.random() < 0.5:
        picture = picture[:, ::-1]
        quads = [np.stack([WIDTH - 1 - q[:, 0], q[:, 1]], 1)[::-1] for q in quads]
    if random.random() < 0.5:
        picture = picture[::-1]
        quads = [np.stack([q[:, 0], HEIGHT - 1 - q[:, 1]], 1)[::-1] for q in quads]
    if random.random() < 0.2:
        picture = picture[:, :, random.permutation(3)]
    return np.ascontiguousarray(picture), [np.ascontiguousarray(q) for q in quads]


def loss_of(out: Tensor, wanted: Tensor) -> Tensor:
    """Focal for corners (as CenterNet), cross-entropy for outline and inside, distance for the way."""
    out = out.float()
    corner = wanted[:, 0]
    p = torch.sigmoid(out[:, 0]).clamp(1e-5, 1 - 1e-5)
    hit = (corner > 0.93).float()
    positive = -((1 - p) ** 2) * torch.log(p) * hit
    negative = -((1 - corner) ** 4) * p**2 * torch.log(1 - p) * (1 - hit)
    focal = (positive + negative).sum() / hit.sum().clamp(min=1)
    entropy = torch.nn.functional.binary_cross_entropy_with_logits
    outline = entropy(out[:, 1], wanted[:, 1], pos_weight=torch.tensor(3.0))
    inside = entropy(out[:, 2], wanted[:, 2])
    way = ((out[:, 3:5] - wanted[:, 3:5]).abs().sum(1) * wanted[:, 5]).sum() / wanted[:, 5].sum().clamp(min=1)
    return focal + 2.0 * outline + inside + 0.5 * way


def measure(model: CornerModel, samples: list[Sample]) -> str:
    """Overlap with the truth (the best of several papers), its share from 0.9, and corner errors in px."""
    model.eval()
    overlaps, errors, false = [], [], 0
    for picture, quads in samples:
        with torch.no_grad():
            out = model(torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255 - 0.5)[0].numpy()
        found = best_quad(Maps.of(out))
        if not quads:
            false += found is not None
            continue
        if found is None:
            overlaps.append(0.0)
            continue
        quad = found[0]
        each = []
        for true in quads:
            shared, _ = cv2.intersectConvexConvex(quad, true)
            each.append(shared / (cv2.contourArea(quad) + cv2.contourArea(true) - shared))
        overlaps.append(max(each))
        true = quads[int(np.argmax(each))]
        errors.append(np.sqrt(((quad[:, None] - true[None]) ** 2).sum(2)).min(1).mean())
    worst = np.sort(overlaps)[:5].round(2)
    return (
        f"mean {np.mean(overlaps):.4f} from0.9 {np.mean(np.array(overlaps) >= 0.9):.3f} "
        f"px {np.median(errors):.2f} worst {worst} false {false} n {len(overlaps)}"
    )


def main() -> None:
    """Train; a checkpoint of the averaged weights every 250 steps."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path, help="folder with training.npz and validation.npz")
    parser.add_argument("target", type=Path)
    parser.add_argument("--steps", type=int, default=5500)
    parser.add_argument("--minutes", type=float, default=1e9, help="the rate has come down by then, too")
    parser.add_argument("--seed", type=int, default=4)
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--from", dest="start", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(options.seed)
    cv2.setNumThreads(1)
    cv2.setRNGSeed(99)
    queue: Queue[list[Sample]] = multiprocessing.Queue(8)
    arguments = (queue, options.data / "training.npz", options.seed)
    multiprocessing.Process(target=_make, args=arguments, daemon=True).start()
    random, unseen = np.random.default_rng(99), load(options.data / "validation.npz")
    check = [photograph(random, unseen) for _ in range(300)]
    del unseen
    model = CornerModel().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    if options.start:
        model.load_state_dict(torch.load(options.start))
    average = copy.deepcopy(model)
    decayed = [p for p in model.parameters() if p.ndim > 1]
    plain = [p for p in model.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": 0.02}, {"params": plain, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=options.rate)
    kept: list[Sample] = []
    running, since = 0.0, time.monotonic()
    began = since
    for step in range(1, options.steps + 1):
        done = max(step / options.steps, (time.monotonic() - began) / 60 / options.minutes)
        if done > 1:
            break
        rate = options.rate * min(1.0, step / 200) * (0.5 + 0.5 * np.cos(np.pi * done)) + 2e-5
        for group in optimizer.param_groups:
            group["lr"] = rate
        fresh = queue.get()
        older = [kept[i] for i in random.integers(0, len(kept), BATCH - FRESH)] if kept else fresh
        batch = [_mirrored(random, s) for s in fresh + older]
        kept = (kept + fresh)[-KEPT:]
        pictures = torch.from_numpy(np.stack([p for p, _ in batch])).permute(0, 3, 1, 2).float() / 255 - 0.5
        wanted = torch.from_numpy(np.stack([targets(q) for _, q in batch]))
        model.train()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            out = model(pictures.contiguous(memory_format=torch.channels_last))
        loss = loss_of(out, wanted)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
        keep = min(0.998, step / (step + 20))
        with torch.no_grad():
            for mean, now in zip(average.state_dict().values(), model.state_dict().values(), strict=True):
                if mean.dtype.is_floating_point:
                    mean.lerp_(now, 1 - keep)
                else:
                    mean.copy_(now)
        running += float(loss.detach())
        if step % 50 == 0:
            speed = 50 * BATCH / (time.monotonic() - since)
            print(f"{step} loss {running / 50:.4f} {speed:.0f} images/s {time.strftime('%T')}", flush=True)
            running, since = 0.0, time.monotonic()
        if step % 250 == 0:
            torch.save(average.state_dict(), options.target)
        if step % 500 == 0:
            print("   unseen:", measure(average, check), flush=True)
            since = time.monotonic()
    torch.save(average.state_dict(), options.target)
    print(f"{step} unseen:", measure(average, check), flush=True)


if __name__ == "__main__":
    main()
