"""Papers to read, over the mat, at three levels: good, ordinary, and 140 dpi out of focus.

Every kind of paper that has values or codes occurs in both parts, for other people.
"""

from dataclasses import replace

from devices.document_camera.simulator.scene.taking import Placed, Shot, scale_at
from devices.document_camera.simulator.shots.ground import Ground
from devices.document_camera.simulator.shots.plain import HEIGHT, WIDTH, arm, arm_light, fitting

KINDS = (
    "id-card-front",
    "id-card-back",
    "register-home",
    "register-person",
    "marriage-certificate",
    "birth-certificate",
    "death-certificate",
    "property-certificate",
    "business-licence",
    "lease-contract",
    "medical-record",
    "judgment",
    "cremation-certificate",
    "social-security-card",
    "health-card",
    "invoice",
    "receipt",
    "application-form",
    "consent-letter",
    "vaccination-page",
    "bank-card",
)
_POOR = 140 / 25.4


def level(name: str, number: int, ground: Ground) -> Shot:
    """The same scenes at every level: `good`, `ordinary` (light, noise, a little soft), `poor`."""
    dice = ground.dice("reading", number)
    kind = KINDS[number % len(KINDS)]
    person = ground.person(number + 20000)
    # 140 dpi is a camera further up: the picture is smaller, the paper the same.
    view = arm(ground, number, _POOR) if name == "poor" else arm(ground, number)
    scale = scale_at(view, ((WIDTH - 1) / 2, (HEIGHT - 1) / 2))
    placed = Placed(ground.paper(kind, person, scale), fitting(kind, dice, view, scale), person)
    shot = Shot(
        view,
        ground.mat(number // 8),
        (placed,),
        arm_light(ground, number, dice),
        surface_degrees=float(number // 8 * 37),
        blur=float(dice.uniform(0.4, 0.7)),
        noise=1.2,
        seed=number,
    )
    worse = ground.dice("reading worse", number)
    if name == "good":
        return shot
    light = replace(
        shot.light,
        level=float(worse.uniform(0.62, 0.95)),
        fall=float(worse.uniform(0.3, 0.7)),
        warmth=float(worse.uniform(-0.1, 0.3)),
    )
    if name == "ordinary":
        blur, noise = float(worse.uniform(0.9, 1.3)), float(worse.uniform(2.5, 4.0))
        return replace(shot, light=light, blur=blur, noise=noise, quality=85)
    return replace(shot, light=light, blur=float(worse.uniform(1.2, 1.7)), noise=3.0, quality=80)
