"""A visit walked by messages, without window, devices or platform: what the tests of the journey stand on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

from visit_photos import GOOD

from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Bundle, Catalogue, LifeStage
from kiosk.catalogue.plan_models import Plan
from kiosk.terminal.live_guides import Edition
from kiosk.text import Texts
from kiosk.visit import effects, messages
from kiosk.visit.pages import Destination, Page
from kiosk.visit.present import present
from kiosk.visit.state import Health, State
from kiosk.visit.update import update
from kiosk.visit.views import Screen
from kiosk.visit.world import Site, World
from sandbox.content import documents

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=timezone(timedelta(hours=8)))
CARD = {
    "name": "李示例",
    "sex": "1",
    "ethnicity": "01",
    "birth_date": date(1992, 3, 5),
    "address": "示例市示例区示例路1号",
    "number": "000000199203050018",
    "valid_until": None,
}
OTHER_CARD = {**CARD, "name": "王测试", "sex": "2", "number": "000000199307160027"}
JPEG = b"\xff\xd8\xff\xe0 sample page \xff\xd9"
SEALED = messages.Sealed(UUID(int=7 << 88), "000000007", NOON)
STROKES = (((10.0, 10.0), (40.0, 30.0), (60.0, 12.0)),)


@dataclass(frozen=True)
class Hit:
    bundle_id: str
    matched: str


class SampleGuides:
    """The sample catalogue, as the guide store would give it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._by_id = {bundle.id: bundle for bundle in catalogue.bundles}

    @property
    def version(self) -> int:
        return self._catalogue.version

    @property
    def edition(self) -> Edition:
        day = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
        return Edition(self.version, day, day, day, "天津市", len(self.bundles()), 0)

    def bundle(self, bundle_id: str) -> Bundle:
        return self._by_id[bundle_id]

    def bundles(self) -> Sequence[Bundle]:
        return self._catalogue.bundles

    def life_stages(self) -> Sequence[LifeStage]:
        return self._catalogue.life_stages

    def search(self, query: str) -> Sequence[Hit]:
        return [Hit(bundle.id, bundle.name.zh) for bundle in self.bundles() if query in bundle.name.zh]


GUIDES = SampleGuides(compose(documents()))


_PLANS: dict[tuple, tuple[Bundle, Plan] | None] = {}


class RememberingWorld(World):
    """Makes a plan once for all walks together: it is a pure function and the dearest part of a walk."""

    def plan(self, bundle_id, answers, ticked):
        key = (bundle_id, frozenset(answers.items()), ticked)
        if key not in _PLANS:
            _PLANS[key] = super().plan(bundle_id, answers, ticked)
        return _PLANS[key]


def world() -> World:
    return RememberingWorld(
        guides=GUIDES,
        site=Site("示例政务服务中心", "03 号机", "120116", progress_url="https://platform.example/s/"),
        clock=lambda: NOON,
        texts={language: Texts(language) for language in ("zh-CN", "en")},
    )


HEALTHY = Health(guide_version=GUIDES.version)


@dataclass
class Walk:
    """A visit under way. `send` returns the effects; every state is presented: a page that cannot fails."""

    world: World = field(default_factory=world)
    state: State = field(default_factory=lambda: State(health=HEALTHY))
    done: list[effects.Effect] = field(default_factory=list)

    @property
    def at(self) -> Destination:
        return self.state.visit.at

    @property
    def page(self) -> Page:
        return self.state.visit.at.page

    @property
    def screen(self) -> Screen:
        return present(self.state, self.world)

    def send(self, *sent: messages.Message) -> tuple[effects.Effect, ...]:
        wanted: list[effects.Effect] = []
        for message in sent:
            self.state, more = update(self.state, message, self.world)
            wanted += more
            present(self.state, self.world)
        self.done += wanted
        return tuple(wanted)

    def take_card(self) -> list[effects.Effect]:
        """Take the card at the end of a visit; the camera sees that no paper was left under it."""
        clear = messages.MatSeen(False)
        return [*self.send(messages.CardRemoved(), clear, clear), *self.pass_time(1)]

    def follow(self, *steps: tuple[messages.Message | list[messages.Message], str]) -> "Walk":
        """A journey as a list: what happens, and the page on which one stands then."""
        for number, (sent, expected) in enumerate(steps):
            self.send(*(sent if isinstance(sent, list) else [sent]))
            assert str(self.at) == expected, f"step {number}: {sent}"
        return self

    def say(self, text: str) -> "Walk":
        """Type into the field that is asked."""
        self.send(messages.SetField(self.at.key, text))
        return self

    def pass_time(self, seconds: float, every: float = 1.0) -> list[effects.Effect]:
        wanted: list[effects.Effect] = []
        end = self.state.now + seconds
        while self.state.now < end:
            wanted += self.send(messages.Tick(min(end, self.state.now + every)))
        return wanted

    def wanted(self, kind: type) -> list[effects.Effect]:
        return [effect for effect in self.done if isinstance(effect, kind)]

    # ---- longer stretches --------------------------------------------------------------------------

    def open(self, bundle_id: str) -> "Walk":
        self.send(messages.Touched(), messages.OpenBundle(bundle_id))
        return self

    def identify(self, facts: dict | None = None) -> "Walk":
        self.send(messages.Continue(), messages.Continue())
        assert self.page is Page.IDENTITY
        self.send(messages.CardReading(), messages.CardRead(facts or CARD, "proof"))
        self.send(session())
        return self

    def answer_all(self, **chosen: str) -> "Walk":
        while self.page is Page.SITUATION:
            situation = self.screen.body.situation
            value = chosen.get(situation.id, situation.options[0].value)
            self.send(messages.Answer(situation.id, value), messages.Continue())
        return self

    def agree_plan(self) -> "Walk":
        assert self.page is Page.PLAN
        (asked,) = self.send(messages.Continue())
        assert isinstance(asked, effects.AskPlan)
        self.send(messages.PlanAgreed("plan-1", asked.ticked))
        return self

    def fetch_nothing(self) -> "Walk":
        if self.page is Page.CONSENT:
            self.send(messages.DecideConsent(False))
        assert self.page is Page.REVIEW
        self.send(messages.Continue())
        return self

    def fill(self) -> "Walk":
        while self.page is Page.FIELD:
            view = self.screen.body
            here = self.at
            self.send(messages.SetField(view.field.element.id, sample_value(view.field)), messages.Continue())
            assert self.at != here, (here, self.screen.body.problems)
        return self

    def bring_papers(self) -> "Walk":
        if self.page is Page.MATERIALS:
            self.send(messages.Continue())
        while self.page in (Page.COMMITMENT, Page.SCAN):
            if self.page is Page.COMMITMENT:
                self.send(messages.AgreeCommitment(self.at.key, True), messages.Continue())
            else:
                self.send(messages.TakePhoto(), GOOD, messages.Continue())
        # What a paper may say is asked after it, unless it said so.
        return self.fill()

    def to_plan(self, bundle_id: str = "tj-p-01", **chosen: str) -> "Walk":
        self.open(bundle_id).identify().answer_all(**chosen)
        assert self.page is Page.PLAN, self.at
        return self

    def to_check(self, bundle_id: str = "tj-p-01", **chosen: str) -> "Walk":
        self.to_plan(bundle_id, **chosen).agree_plan().fetch_nothing().fill().bring_papers()
        assert self.page is Page.CHECK, self.at
        return self

    def to_signature(self, bundle_id: str = "tj-p-01", **chosen: str) -> "Walk":
        self.to_check(bundle_id, **chosen)
        assert self.page is Page.CHECK, self.at
        self.send(messages.Continue())
        assert self.page is Page.DECLARE
        for declaration in self.screen.body.declarations:
            self.send(messages.TickDeclaration(declaration.id, True))
        self.send(messages.Sign(STROKES))
        return self

    def to_scan(self, bundle_id: str = "tj-p-01") -> "Walk":
        """To the first sheet that is asked for, nothing photographed yet."""
        self.to_plan(bundle_id).agree_plan().fetch_nothing().fill()
        self.send(messages.Continue())
        assert self.page is Page.SCAN, self.at
        return self

    def to_submitting(self, bundle_id: str = "tj-p-01", **chosen: str) -> "Walk":
        self.to_signature(bundle_id, **chosen)
        self.send(messages.Continue())
        assert self.page is Page.SUBMITTING
        return self

    def to_done(self, bundle_id: str = "tj-p-01", **chosen: str) -> "Walk":
        self.to_submitting(bundle_id, **chosen)
        self.send(SEALED, accepted(self))
        assert self.page is Page.DONE
        return self


def session() -> messages.SessionOpened:
    return messages.SessionOpened("session-1", "李*", "1****************5", "CARD")


def accepted(walk: Walk) -> messages.Submitted:
    package = walk.wanted(effects.Submit)[-1].package
    cases = tuple(
        messages.CaseFacts(f"case-{index}", item, item, "示例部门", "RECEIVED", "2026-12-01", ())
        for index, item in enumerate(package.selected_items)
    )
    return messages.Submitted("SN-1", "120116261121ABCDEFG", "4711", NOON, cases)


def sample_value(entry) -> object:
    """A value that the element's schema allows."""
    element = entry.element
    if element.options:
        return element.options[0].value
    examples = [
        part["examples"][0] for part in entry.schema.get("allOf", [entry.schema]) if "examples" in part
    ]
    if examples:
        return examples[0]
    return element.schema_["examples"][0]
