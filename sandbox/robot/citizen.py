"""The whole visit as a citizen makes it: page by page, whatever the bundle."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import requests

from kiosk.catalogue.models import Bundle, FieldKind
from kiosk.catalogue.plan import plan
from sandbox.robot.given import Given
from sandbox.robot.paper_hand import PaperHand
from sandbox.robot.typist import Typist
from sandbox.robot.window import Lost, Sight, Window

MAX_PAGES = 120
TRIES, TRY_S = 4, 10.0
PRIMARY = ("primary", "grant", "start")


class Citizen:
    """Makes a visit. `pictures` gets one PNG a page; `pages` holds (page, seconds) in order."""

    def __init__(
        self,
        window: Window,
        bench: str,
        bundle: Bundle,
        person: str,
        card: Mapping[str, Any],
        papers: list[dict[str, Any]],
        pictures: Path,
        before_submitting: Callable[[], None] = lambda: None,
        wrong_first: str | None = None,
    ) -> None:
        self._window = window
        self._bench = bench
        self._bundle = bundle
        self._pictures = pictures
        self._before_submitting = before_submitting
        self._typist = Typist(window)
        self.given = Given(person, card=dict(card))
        self.papers = PaperHand(window, self._ask_bench, papers, self._picture, wrong_first)
        self.pages: list[tuple[str, float]] = []
        self.claim_code = ""
        """What the slip of a sealed submission says; empty where the number was said."""
        self._began = time.monotonic()
        self._steps: dict[str, Callable[[Sight], None]] = {
            "idle": lambda s: self._begin(),
            "home": self._home,
            "search": self._search,
            "guide": self._guide,
            "notice": lambda s: self._go_on(),
            "identity": self._identity,
            "situation": self._situation,
            "plan": self._plan,
            "consent": self._consent,
            "review": lambda s: self._go_on(),
            "field": self._field,
            "materials": lambda s: self._go_on(),
            "commitment": self._commitment,
            "scan": self._scan,
            "found": self._found,
            "check": lambda s: self._go_on(),
            "declare": self._declare,
            "submitting": lambda s: None,
            "sealed": self._sealed,
            "done": self._done,
            "rating": lambda s: self._touch("rate-1"),
            "goodbye": self._goodbye,
        }

    def visit(self) -> None:
        """Walk from the idle page to the goodbye; raises Lost on a page that leads nowhere."""
        page = ""
        for _ in range(MAX_PAGES):
            sight = self._window.wait_for(_another_than(page), f"a page after {page}")
            if sight.page == "idle" and page.startswith("goodbye"):
                return
            if sight.page == "idle" and page:
                raise Lost(f"the visit ended on {page}")
            self._window.settle()
            page = sight.page
            self._note(page)
            step = self._steps.get(sight.name)
            if step is None:
                words = "; ".join(node["name"] for node in sight.nodes if node["role"] not in ("key",))
                raise Lost(f"a page that a visit does not meet: {sight.page}: {words}")
            step(self._window.look())
            if self._bundle.guide_only and sight.name == "guide":
                return
        raise Lost(f"more than {MAX_PAGES} pages")

    def _note(self, page: str) -> None:
        self.pages.append((page, round(time.monotonic() - self._began, 2)))
        name = page.replace(":", "-").replace("/", "-")
        self._window.picture(self._pictures / f"{len(self.pages):02d}-{name}.png")

    def _begin(self) -> None:
        """Touch the first page, as often as anybody would: it may just be changing under the finger."""
        for _ in range(TRIES):
            self._touch("anywhere")
            try:
                self._window.wait_for(_another_than("idle"), "a page after the touch", TRY_S)
            except Lost:
                continue
            return

    def _touch(self, *ids: str) -> None:
        self._window.touch(*ids)

    def _go_on(self) -> None:
        self._touch(*PRIMARY)

    def _home(self, sight: Sight) -> None:
        if sight.find(f"bundle:{self._bundle.id}") is not None:
            self._touch(f"bundle:{self._bundle.id}")
        else:
            self._touch("search")

    def _search(self, sight: Sight) -> None:
        self._typist.type(self._bundle.name.zh[:4].strip("（("))
        self._window.wait_for(
            lambda s: s.find(f"bundle:{self._bundle.id}"), "the bundle among what was found"
        )
        self._window.settle()
        self._touch(f"bundle:{self._bundle.id}")

    def _guide(self, sight: Sight) -> None:
        if self._bundle.guide_only:
            self._touch("take")
            self._wait_for_paper()
        else:
            self._go_on()

    def _identity(self, sight: Sight) -> None:
        self._ask_bench("POST", "/id-card", {"person": self.given.person})

    def _situation(self, sight: Sight) -> None:
        asked = (one for one in self._bundle.situations if sight.page.endswith(f":{one.id}"))
        situation = next(asked, None)
        if situation is None:
            raise Lost(f"{sight.page} is of another bundle than {self._bundle.id}")
        value = situation.options[0].value
        self.given.answers[situation.id] = value
        self._touch(f"option:{value}")
        self._go_on()

    def _plan(self, sight: Sight) -> None:
        self.given.items = list(plan(self._bundle, self.given.answers).ticked)
        self._go_on()

    def _consent(self, sight: Sight) -> None:
        self.given.consented = True
        self._go_on()

    def _field(self, sight: Sight) -> None:
        element = self._bundle.elements[sight.page.partition(":")[2]]
        if element.options:
            self.given.typed[element.id] = element.options[0].value
            self._touch(f"choice-{element.options[0].value}")
        elif element.kind is FieldKind.YES_NO:
            self.given.typed[element.id] = True
            self._touch("choice-yes")
        elif element.kind is FieldKind.DATE:
            self._date(element.id, str(_example(element.schema_)))
        else:
            value = _example(element.schema_)
            self.given.typed[element.id] = value
            self._leave_places()
            self._typist.clear()
            self._typist.type(str(value))
        self._go_on()

    def _leave_places(self) -> None:
        """Choose where an address lies, level by level, until there is a keyboard for the rest."""
        while places := [one for one in self._window.look().starting("place-") if one["id"][6:].isdigit()]:
            self._touch(places[0]["id"])
            self._window.settle()

    def _date(self, element: str, value: str) -> None:
        year, month, day = (int(part) for part in value.split("-"))
        for stage in (f"decade-{year // 10 * 10}", f"year-{year}", f"month-{month}", f"day-{day}"):
            if stage.startswith("decade") and self._window.look().find(stage) is None:
                continue
            self._touch(stage)
            self._window.settle()
        self.given.typed[element] = value

    def _commitment(self, sight: Sight) -> None:
        self.given.commitments.append(sight.page.partition(":")[2])
        self._touch("agree")
        self._go_on()

    def _scan(self, sight: Sight) -> None:
        material, _, sheet = sight.page.partition(":")[2].partition(":")
        self.papers.scan(material, int(sheet or 0))
        self.given.sheets[material] = self.given.sheets.get(material, 0) + 1

    def _found(self, sight: Sight) -> None:
        """Say of each value that was read that it is right; where the form has another one, stay with it."""
        page = sight.page
        while sight.page == page:
            asked = _asked(sight)
            value = sight.find("value")
            if value is None:
                self._touch("use-form")
            else:
                self.given.read.append(str(value["name"]))
                self._go_on()
            # The next value of the same paper stands on a page of the same name.
            self._window.wait_for(_asks_something_else(asked), "what comes next")
            self._window.settle()
            sight = self._window.look()

    def _picture(self, what: str) -> None:
        """Take one more picture of the page."""
        self._window.settle()
        page = self.pages[-1][0].replace(":", "-")
        self._window.picture(self._pictures / f"{len(self.pages):02d}-{page}-{what}.png")

    def _declare(self, sight: Sight) -> None:
        for node in sight.starting("declaration:"):
            self._touch(node["id"])
        pad = self._window.look().find("signature")
        if pad is None or not pad["visible"]:
            self._touch("signature")
            pad = self._window.look().find("signature")
        if pad is None:
            raise Lost("nowhere to sign")
        x, y, width, height = pad.bounds

        def at(across: float, down: float) -> tuple[int, int]:
            return round(x + width * across), round(y + height * down)

        self._window.draw(
            [
                [at(0.2, 0.3), at(0.3, 0.3), at(0.4, 0.3)],
                [at(0.3, 0.15), at(0.3, 0.5), at(0.27, 0.8)],
                [at(0.5, 0.25), at(0.6, 0.5), at(0.72, 0.8)],
                [at(0.7, 0.2), at(0.6, 0.5), at(0.5, 0.82)],
            ]
        )
        self.given.signed = True
        self._window.settle()
        self._note("declare:signed")
        self._before_submitting()
        self._go_on()

    def _done(self, sight: Sight) -> None:
        self._window.wait_for(
            lambda s: "printing" not in (s.find("slip") or {"state": ()})["state"], "the slip"
        )
        self._wait_for_paper()
        self._note("done:printed")
        self._touch("finish", *PRIMARY)

    def _sealed(self, sight: Sight) -> None:
        """Nothing is received yet: take the slip that says so, and go."""
        self.claim_code = _words(sight, "claim-code").replace(" ", "")
        self._window.wait_for(
            lambda s: "printing" not in (s.find("slip") or {"state": ()})["state"], "the slip"
        )
        self._wait_for_paper()
        self._note("sealed:printed")
        self._go_on()

    def _wait_for_paper(self) -> None:
        end = time.monotonic() + 40
        before = b""
        while time.monotonic() < end:
            answer = requests.get(f"{self._bench}/printer/paper.bin", timeout=60)
            if answer.ok and len(answer.content) > 200 and answer.content == before:
                return
            before = answer.content if answer.ok else b""
            time.sleep(0.5)
        raise Lost("no slip came out of the printer")

    def _goodbye(self, sight: Sight) -> None:
        self._ask_bench("DELETE", "/id-card")

    def _ask_bench(self, method: str, path: str, body: dict[str, Any] | None = None) -> None:
        answer = requests.request(method, f"{self._bench}{path}", json=body, timeout=60)
        answer.raise_for_status()


def _example(schema: Mapping[str, Any]) -> Any:
    examples = schema.get("examples")
    if examples:
        return examples[0]
    raise Lost("an element without an example")


def _asked(sight: Sight) -> tuple[str, ...]:
    """Return what tells one value that was read from the next: where it is, how many are left, what it is."""
    return (sight.page, *(_words(sight, one) for one in ("title", "sub", "value", "use-paper")))


def _asks_something_else(asked: tuple[str, ...]) -> Callable[[Sight], bool]:
    return lambda sight: bool(sight.page) and _asked(sight) != asked


def _another_than(page: str) -> Callable[[Sight], bool]:
    return lambda sight: sight.page not in ("", page)


def _words(sight: Sight, node_id: str) -> str:
    node = sight.find(node_id)
    return "" if node is None else str(node["name"])
