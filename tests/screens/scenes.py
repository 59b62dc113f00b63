"""Screens as the visit presents them, made from the sample content by sending messages. No window."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache, wraps
from typing import Any

from devices.status import (
    NO_DEVICE,
    WEDGED,
    DeviceStatus,
    Fault,
    MediaStatus,
    Mender,
    PaperStatus,
    Status,
)
from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Audience, Bundle, Catalogue, LifeStage
from kiosk.terminal.live_guides import Edition
from kiosk.terminal.paper import ROLL, Capacity, Supply, outlook
from kiosk.text import LANGUAGES, PSEUDO, Texts
from kiosk.visit import messages as m
from kiosk.visit import pages
from kiosk.visit.messages.staff import OpenStaffPage, StaffAnswered, StaffTyped
from kiosk.visit.moves import ask_for_proof
from kiosk.visit.pages import Page
from kiosk.visit.present import present
from kiosk.visit.state import PROOFS, Health, State
from kiosk.visit.steps import planned
from kiosk.visit.update import update
from kiosk.visit.views import Aids, Overlay, Screen
from kiosk.visit.world import Site, World
from offline_cache.search import Hit, SearchIndex
from sandbox.content import documents, people

NOON = datetime(2026, 11, 21, 9, 42, tzinfo=timezone(timedelta(hours=8)))
BIRTH = "tj-p-01"


def low_on_paper() -> m.PaperCounted:
    supply = Supply(used=60_000.0, prints=200, filled=NOON)
    return m.PaperCounted({ROLL: outlook(ROLL, supply, Capacity(70_000, 60))})


class SampleGuides:
    """The sample catalogue in memory, as a visit reads guides."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._by_id = {bundle.id: bundle for bundle in catalogue.bundles}
        self._index = SearchIndex.of(
            [bundle.model_dump(mode="json", by_alias=True) for bundle in catalogue.bundles]
        )

    @property
    def edition(self) -> Edition:
        day = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
        return Edition(self._catalogue.version, day, day, day, "天津市", len(self.bundles()), 0)

    def bundle(self, bundle_id: str) -> Bundle:
        return self._by_id[bundle_id]

    def bundles(self) -> Sequence[Bundle]:
        return self._catalogue.bundles

    def life_stages(self) -> Sequence[LifeStage]:
        return self._catalogue.life_stages

    def search(self, query: str) -> Sequence[Hit]:
        return self._index.search(query)


def kept(make: Callable[..., State]) -> Callable[..., State]:
    """Make a state once for the scenes and the world of the first argument: most scenes begin alike."""

    @wraps(make)
    def once(scenes: Any, *args: Any) -> State:
        _, known = scenes.states.setdefault(id(scenes.world), (scenes.world, {}))
        key = (make.__qualname__, *args)
        if key not in known:
            known[key] = make(scenes, *args)
        state: State = known[key]
        return state

    return once


class Scenes:
    """Named screens. Every one is reached by messages, so that only what can happen is drawn."""

    def __init__(
        self, language: str = "zh-CN", text_size: str = "standard", high_contrast: bool = False
    ) -> None:
        self.states: dict[int, tuple[World, dict[Any, State]]] = {}
        """What was made in which world."""
        self.aids = Aids(text_size=text_size, high_contrast=high_contrast, language=language)
        self.world = World(
            guides=_guides(),
            site=Site(
                site_name="示例政务服务中心",
                machine_label="一楼东侧 03 号机",
                area_code="120000",
                home_bundles=(BIRTH,),
                phone="022-00000000",
                software="1.4.0",
                progress_url="https://platform.example/s/",
                audiences=(Audience.PERSON, Audience.ENTERPRISE, Audience.PROJECT),
            ),
            clock=lambda: NOON,
            texts=_texts(),
        )
        self._first = self.world
        self.li: dict[str, Any] = next(person for person in people() if person["key"] == "li")

    def state(self, name: str) -> State:
        """Return a state by its name, and be in its world: one scene changes nothing for the next."""
        self.world = self._first
        return SCENES[name](self)

    def screen(self, name: str) -> Screen:
        """Return a screen by its name; raises KeyError."""
        return present(self.state(name), self.world)

    def start(self) -> State:
        state = State(health=Health(guide_version=1, paper="full"))
        return state.with_visit(aids=self.aids)

    def after(self, state: State, *messages: m.Message) -> State:
        for message in messages:
            state, _ = update(state, message, self.world)
        return state

    @kept
    def home(self) -> State:
        return self.after(self.start(), m.Touched())

    @kept
    def guide(self, bundle_id: str = BIRTH) -> State:
        return self.after(self.home(), m.OpenBundle(bundle_id))

    @kept
    def identity(self, bundle_id: str = BIRTH) -> State:
        return self.after(self.guide(bundle_id), m.Continue(), m.Continue())

    @kept
    def known(self, bundle_id: str = BIRTH) -> State:
        """Return the state after log-in: the first situation or the plan."""
        card = self.li["card"]
        facts = {key: card[key] for key in ("name", "sex", "ethnicity", "birth_date", "address", "number")}
        return self.after(
            self.identity(bundle_id),
            m.CardReading(),
            m.CardRead(facts, "proof"),
            m.SessionOpened("s", "李*例", "000000********0018", "CARD"),
        )

    @kept
    def answered(self, bundle_id: str = BIRTH) -> State:
        """Return the state on the plan page: the first option of every situation."""
        state = self.known(bundle_id)
        while state.visit.at.page is Page.SITUATION:
            context = planned(state, self.world)
            assert context is not None
            situation = next(s for s in context[1].situations if s.id == state.visit.at.key)
            state = self.after(state, m.Answer(situation.id, situation.options[0].value), m.Continue())
        return state

    @kept
    def agreed(self, bundle_id: str = BIRTH) -> State:
        """Return the state after the platform has agreed to the plan: consent, or review."""
        state = self.after(self.answered(bundle_id), m.Continue())
        context = planned(state, self.world)
        assert context is not None
        return self.after(state, m.PlanAgreed("plan-1", context[1].ticked))

    def fetched(self, bundle_id: str = BIRTH, failing: Sequence[str] = ()) -> State:
        state = self.after(self.agreed(bundle_id), m.DecideConsent(True))
        values = []
        for element_id, held in self.li["shared"].items():
            if element_id in failing:
                values.append(m.Fetched(element_id, "SOURCE_ERROR"))
            elif held["value"] is not True:
                values.append(m.Fetched(element_id, "FOUND", held["value"], held["source"], held["as_of"]))
        return self.after(state, m.DataFetched(("c1",), tuple(values), ()))

    def field(self, element_id: str, value: Any = None, bundle_id: str = BIRTH) -> State:
        """Return the state with one question of the form open."""
        state = self.fetched(bundle_id) if planned_consent(self, bundle_id) else self.agreed(bundle_id)
        state = self.after(state, m.Continue())
        state = state.with_visit(at=pages.Destination(Page.FIELD, element_id))
        return state if value is None else self.after(state, m.SetField(element_id, value))


def planned_consent(scenes: Scenes, bundle_id: str) -> bool:
    return scenes.agreed(bundle_id).visit.at.page is Page.CONSENT


@cache
def _guides() -> SampleGuides:
    return SampleGuides(compose(documents()))


@cache
def _texts() -> dict[str, Texts]:
    return {name: Texts(name) for name in (*LANGUAGES, PSEUDO)}


TYPING = (
    m.OpenDoor("typed"), m.TypeIdentity("name", "李示例"), m.Continue(),
    m.TypeIdentity("number", "0000001992"),
)  # fmt: skip
LINK = "https://platform.example/phone/link/" + "A" * 22


def declared(s: Scenes, state: State) -> State:
    """Return the identity page of somebody who typed who they are, before they submit."""
    state = s.after(state, *TYPING, m.TypeIdentity("number", "000000199203050018"), m.Continue())
    state = s.after(state, m.SessionOpened("s", "李*", "0****************8", "DECLARED"))
    return ask_for_proof(state, PROOFS, pages.DECLARE)


def _guide_only(s: Scenes) -> State:
    return s.guide(next(b.id for b in s.world.guides.bundles() if b.guide_only))


def _offline(state: State) -> State:
    health = replace(state.health, reachable=False, faults={"printer": "gone"})
    return replace(state, health=health)


def _out(s: Scenes, state: State, *kinds: str) -> State:
    """Return the state with these devices gone, and the platform too, so that no phone stands in."""
    health = replace(state.health, reachable=False)
    gone = [m.DeviceChanged(kind, "noDevice", status=NO_DEVICE) for kind in kinds]
    return s.after(replace(state, health=health), *gone)


def _no_camera(s: Scenes, state: State) -> State:
    return s.after(state, m.DeviceChanged("document_camera", "noDevice", status=NO_DEVICE))


def _letting(*first: m.Message) -> tuple[m.Message, ...]:
    letting = (StaffTyped("pin", "481516"), m.Continue(), StaffAnswered("admitted", "S01"))
    return (m.OpenBoard(), *first, *letting, OpenStaffPage("devices"))


LET_IN = _letting(m.CardRead({"number": "000000199203050018"}, "proof"))
TYPED_IN = _letting(StaffTyped("number", "000000199203050018"), m.Continue())


def _board(s: Scenes) -> State:
    """Return the board with one device of each sort."""
    online, clear = Status(DeviceStatus.ONLINE, media=MediaStatus.NOT_PRESENT), Mender.CLEAR
    printer = Status(DeviceStatus.USER_ERROR, Fault("paperOut", "roll at its end", clear), PaperStatus.OUT)
    return s.after(
        s.home(),
        m.DeviceChanged("id_card", None, status=online),
        m.DeviceChanged("id_card", "noDevice", status=NO_DEVICE),
        m.DeviceChanged("id_card", None, status=online),
        m.DeviceChanged("code_reader", "notResponding", status=WEDGED),
        m.DeviceChanged("document_camera", "noDevice", status=NO_DEVICE),
        m.DeviceChanged("printer", "paperOut", "out", printer),
        *LET_IN,
    )


def _overlay(state: State, kind: str, seconds: int | None = None, topic: str = "") -> State:
    return state.with_visit(overlay=Overlay(kind, seconds, topic))


SCENES: dict[str, Callable[[Scenes], State]] = {
    "idle": lambda s: s.start(),
    "idle-paper-low": lambda s: s.after(s.start(), low_on_paper()),
    "home": lambda s: s.home(),
    "home-enterprise": lambda s: s.after(s.home(), m.ChooseAudience(Audience.ENTERPRISE)),
    "home-offline": lambda s: _offline(s.home()),
    "home-no-reader": lambda s: _out(s, s.home(), "id_card"),
    "home-no-camera": lambda s: _no_camera(s, s.home()),
    "search-no-reader": lambda s: _out(s, s.after(s.home(), m.OpenSearch(), m.Query("shk")), "id_card"),
    "guide-no-reader": lambda s: _out(s, s.guide(), "id_card"),
    "guide-camera-maybe": lambda s: _no_camera(s, s.guide("tj-p-06")),
    "guide-no-camera": lambda s: _no_camera(s, s.guide("tj-e-02")),
    "device-board": _board,
    "device-board-empty": lambda s: s.after(s.home(), *TYPED_IN),
    "search": lambda s: s.after(s.home(), m.OpenSearch()),
    "search-found": lambda s: s.after(s.home(), m.OpenSearch(), m.Query("shk")),
    "search-none": lambda s: s.after(s.home(), m.OpenSearch(), m.Query("qqqq")),
    "guide": lambda s: s.guide(),
    "guide-restaurant": lambda s: s.guide("tj-e-02"),
    "guide-only": _guide_only,
    "guide-offline": lambda s: _offline(s.guide()),
    "notice": lambda s: s.after(s.guide(), m.Continue()),
    "identity": lambda s: s.identity(),
    "identity-failed": lambda s: s.after(s.identity(), m.CardReading(), *[m.CardFailed("moved")] * 3),
    "identity-reading": lambda s: s.after(s.identity(), m.CardReading()),
    "identity-checking": lambda s: s.after(s.identity(), m.CardReading(), m.CardRead({"number": "1"}, "p")),
    "identity-doors": lambda s: s.after(s.identity(), m.DeviceChanged("code_reader", None)),
    "identity-no-reader": lambda s: s.after(s.identity(), m.DeviceChanged("id_card", "gone")),
    "identity-proof": lambda s: declared(s, s.identity()),
    "typed-name": lambda s: s.after(s.identity(), m.OpenDoor("typed")),
    "typed-number": lambda s: s.after(s.identity(), *TYPING),
    "typed-wrong": lambda s: s.after(s.identity(), *TYPING, m.TypeIdentity("number", "000000199203050017")),
    "phone": lambda s: s.after(s.identity(), m.OpenDoor("phone"), m.LinkOffered("L", LINK)),
    "phone-over": lambda s: s.after(
        s.identity(), m.OpenDoor("phone"), m.LinkOffered("L", LINK), m.LinkSeen("L", "EXPIRED")
    ),
    "situation": lambda s: s.known(),
    "situation-chosen": lambda s: s.after(s.known(), m.Answer("birth-place", "hospital")),
    "plan": lambda s: s.answered(),
    "plan-none": lambda s: _unticked(s, s.answered()),
    "plan-busy": lambda s: s.after(s.answered(), m.Continue()),
    "consent": lambda s: s.agreed(),
    "consent-busy": lambda s: s.after(s.agreed(), m.DecideConsent(True)),
    "review": lambda s: s.fetched(),
    "review-failed": lambda s: s.fetched(failing=("household.address", "other_parent.name")),
    "field-name": lambda s: s.field("child.name"),
    "field-choice": lambda s: s.field("vaccination.clinic"),
    "field-phone": lambda s: s.field("applicant.phone", "1380000"),
    "field-id": lambda s: s.field("other_parent.number", "0000001993071600"),
    "field-date": lambda s: s.field("child.birth_date"),
    "field-address": lambda s: s.field("household.address"),
    "field-place": lambda s: s.field("household.address", ""),
    "field-wrong": lambda s: s.after(s.field("applicant.phone", "12"), m.Continue()),
    "leave": lambda s: _overlay(s.answered(), "leave"),
    "help": lambda s: s.after(s.answered(), m.ShowHelp()),
    "idle-warning": lambda s: _overlay(s.answered(), "idle", 27),
}


def _unticked(s: Scenes, state: State) -> State:
    context = planned(state, s.world)
    assert context is not None
    for item_id in context[1].ticked:
        now = planned(state, s.world)
        assert now is not None
        if item_id in now[1].ticked:
            state = s.after(state, m.Toggle(item_id))
    return state
