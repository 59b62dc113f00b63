"""What a lamp and a camera do to a picture: uneven light, hard shadows, glare, blur, noise, JPEG."""

import cv2
import numpy as np

from tools.train_corners.pages import Picture, Random


def light(random: Random, picture: Picture) -> Picture:
    """Uneven light, cast shadows and burnt highlights over the whole picture."""
    h, w = picture.shape[:2]
    field = np.ones((h, w), np.float32)
    if random.random() < 0.7:  # A gradient, from a grid of 3 x 3 lamps.
        corners = 1 + random.normal(0, random.uniform(0.02, 0.3), (3, 3))
        field *= cv2.resize(
            np.clip(corners, 0.3, 1.6).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC
        )
    for _ in range(int(random.choice([0, 0, 0, 1, 1, 2]))):
        points = random.uniform(-0.3, 1.3, (int(random.integers(3, 7)), 2)) * [w, h]
        if random.random() < 0.6:
            points = cv2.convexHull(points.astype(np.float32)).reshape(-1, 2)
        shadow = cv2.fillPoly(
            np.zeros((h, w), np.uint8), [np.rint(points).astype(np.int32)], 255, cv2.LINE_AA
        )
        shadow = cv2.GaussianBlur(shadow, (0, 0), np.exp(random.uniform(-0.7, 2.6)))
        field *= 1 - shadow.astype(np.float32) * (random.uniform(0.1, 0.65) / 255)
    made = cv2.multiply(picture, cv2.merge([field] * 3), dtype=cv2.CV_8U)
    if random.random() < 0.15:
        spot = np.zeros((h, w), np.uint8)
        axes = tuple(int(v) for v in random.uniform(4, 45, 2))
        centre = (int(random.uniform(0, w)), int(random.uniform(0, h)))
        cv2.ellipse(spot, centre, axes, random.uniform(0, 180), 0, 360, int(random.integers(80, 256)), -1)
        spot = cv2.GaussianBlur(spot, (0, 0), random.uniform(1, 14))
        made = cv2.add(made, cv2.merge([spot] * 3))
    return np.asarray(made, np.uint8)


def finish(random: Random, picture: Picture) -> Picture:
    """Colour temperature, tone, blur, noise, JPEG."""
    tone = np.arange(256, dtype=np.float32) / 255
    tone = np.clip(
        tone ** np.exp(random.normal(0, 0.2)) * random.uniform(0.6, 1.15) + random.normal(0, 0.03), 0, 1
    )
    warm = np.exp(random.normal(0, 0.07, 3)) if random.random() < 0.6 else np.ones(3)
    table = np.clip(tone[:, None] * warm * 255, 0, 255).astype(np.uint8)[None]
    picture = cv2.LUT(picture, table)
    pick = random.random()
    if pick < 0.35:
        picture = cv2.GaussianBlur(picture, (0, 0), random.uniform(0.3, 1.3))
    elif pick < 0.42:
        size = int(random.integers(3, 7))
        kernel = np.zeros((size, size), np.float32)
        cv2.line(
            kernel,
            tuple(int(v) for v in random.integers(0, size, 2)),
            tuple(int(v) for v in random.integers(0, size, 2)),
            1.0,
        )
        kernel /= max(1.0, float(kernel.sum()))
        picture = cv2.filter2D(picture, -1, kernel)
    if random.random() < 0.5:
        noise = np.empty(picture.shape, np.int16)
        cv2.randn(noise, 0, random.uniform(1, 9))
        picture = cv2.add(picture, noise, dtype=cv2.CV_8U)
    if random.random() < 0.4:
        quality = [cv2.IMWRITE_JPEG_QUALITY, int(random.integers(35, 95))]
        picture = cv2.imdecode(cv2.imencode(".jpg", picture, quality)[1], cv2.IMREAD_COLOR)
    if random.random() < 0.05:
        picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    return np.asarray(picture, np.uint8)
