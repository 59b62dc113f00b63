"""Robot citizens one after another, at the real window; whoever gets lost leaves as people do."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain, product
from pathlib import Path
from typing import Any

import requests

from kiosk.catalogue.models import Bundle
from kiosk.terminal.settings import load
from sandbox import content
from sandbox.robot.citizen import Citizen
from sandbox.robot.window import Lost, Window
from sandbox.stand import Stand

PEOPLE = ("li", "wang", "ouyang", "maimaiti", "qian", "zhang", "chen")
SEARCHED_EVERY = 4
"""So many people come until one looks for something that the first page does not show."""
LEAVER_EVERY = 7
"""So many people come until one only looks and goes away."""
EMPTY_S = 240.0
"""After so long the terminal has ended every visit by itself."""
PICTURE = Path("day.png")


class Unseen(Citizen):
    """A citizen of whom no pictures are taken."""

    def _note(self, page: str) -> None:
        self.pages.append((page, round(time.monotonic() - self._began, 2)))

    def _picture(self, what: str) -> None:
        self._window.settle()


class Visitors:
    """Whoever comes this day. `ended`: how many visits ended how; `lost`: where the robot gave up."""

    def __init__(self, stand: Stand, display: str, bundles: Sequence[Bundle]) -> None:
        self._stand, self._display = stand, display
        applied_for = [one for one in bundles if one.items and not one.guide_only]
        shown = load(stand.profile).terminal.home_bundles
        # The same people ask for another thing each time: nobody may apply for the same twice.
        self._shown = product(PEOPLE, [one for one in applied_for if one.id in shown])
        self._searched = product(PEOPLE, [one for one in applied_for if one.id not in shown])
        self._people = {person["key"]: person for person in content.people()}
        self._papers = content.papers()
        self._window = Window(stand.robot_socket, display)
        self.ended: Counter[str] = Counter()
        self.lost: list[str] = []
        self.seconds: list[float] = []

    @property
    def count(self) -> int:
        """How many have come."""
        return self.ended.total()

    def close(self) -> None:
        """Look no more."""
        self._window.close()

    def one(self) -> str:
        """Let one person come and go; returns how it ended: submitted, sealed, left, or lost."""
        number, begun = self.count, time.monotonic()
        try:
            ended = self._looks_only() if number % LEAVER_EVERY == LEAVER_EVERY - 1 else self._applies(number)
        except (Lost, requests.RequestException) as error:
            self.lost.append(str(error)[:160])
            ended = "lost"
        if ended != "submitted":
            self._empty()
        self.ended[ended] += 1
        self.seconds.append(time.monotonic() - begun)
        return ended

    def _applies(self, number: int) -> str:
        searched = number % SEARCHED_EVERY == SEARCHED_EVERY - 1
        person, bundle = next(self._searched if searched else chain(self._shown, self._searched))
        card = self._people[person]["card"]
        citizen = Unseen(self._window, self._url, bundle, person, card, self._papers, PICTURE)
        citizen.visit()
        self._ask("POST", "/printer/tear")
        return "sealed" if citizen.claim_code else "submitted"

    def _looks_only(self) -> str:
        self._window.touch("anywhere")
        self._window.wait_for(lambda sight: sight.page not in ("", "idle"), "a page after the touch")
        self._window.settle()
        self._window.touch(next(one["id"] for one in self._window.look().starting("bundle:")))
        self._window.wait_for(lambda sight: sight.name not in ("home", "idle"), "what the bundle says")
        return "left"

    def _empty(self) -> None:
        """Take card, paper and slip away, leave, and wait until nobody is there. Raises Lost."""
        for method, path in (("DELETE", "/id-card"), ("DELETE", "/camera/page"), ("POST", "/printer/tear")):
            with suppress(requests.RequestException):
                self._ask(method, path)
        end = time.monotonic() + EMPTY_S
        while (sight := self._window.look()).page != "idle":
            if time.monotonic() > end:
                raise Lost(f"the visit does not end: {sight.page} {sight.dialog}")
            node = sight.find("end", "leave", "finish")
            if node is not None and node["enabled"] and node["visible"]:
                self._window.tap(*node.centre)
            time.sleep(0.5)

    @property
    def _url(self) -> str:
        return str(self._stand.bench["url"])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        requests.request(method, f"{self._url}{path}", json=body, timeout=20).raise_for_status()
