"""Scenes of training mode: the pages of a visit as they are marked, and the staff's way out."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kiosk.visit.health import Training
from kiosk.visit.state import State


def practising(state: State) -> State:
    return replace(state, health=replace(state.health, training=Training("S01")))


SCENES: Mapping[str, Callable[[Any], State]] = {
    "training-idle": lambda s: practising(s.start()),
    "training-home": lambda s: practising(s.home()),
    "training-plan": lambda s: practising(s.answered()),
    "training-identity": lambda s: practising(s.identity()),
    "training-menu": lambda s: sys.modules["page_scenes_staff"].let_in(s, state=practising(s.home())),
}
