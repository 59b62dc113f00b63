"""Whatever happens in whatever order: no page out of turn, nothing said too early, nothing left behind."""

import pickle
from dataclasses import replace

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from visit_photos import CORNERS, GOOD, lines, page, photographed
from visit_walk import CARD, OTHER_CARD, SEALED, STROKES, Walk, accepted, sample_value, session

from devices.document_camera.values import Advice
from kiosk.application.pre_review import FoundField, Review, Verdict
from kiosk.catalogue.models import Audience, MaterialSource
from kiosk.catalogue.reading import PaperFieldKind
from kiosk.visit import effects, staff_trials
from kiosk.visit import messages as m
from kiosk.visit.pages import Destination, Page
from kiosk.visit.route import reachable
from kiosk.visit.state import Visit
from kiosk.visit.steps import planned
from kiosk.visit.update import camera_wanted, card_wanted

BUNDLES = ("tj-p-01", "tj-p-08", "tj-p-11", "tj-e-01", "bh-37")
ON_ROUTE = {
    Page.NOTICE, Page.SITUATION, Page.PLAN, Page.CONSENT, Page.REVIEW, Page.FIELD,
    Page.MATERIALS, Page.COMMITMENT, Page.SCAN, Page.FOUND, Page.CHECK, Page.DECLARE,
}  # fmt: skip
SECRETS = tuple(str(card[key]).encode() for card in (CARD, OTHER_CARD) for key in ("name", "number"))
TYPED = "测试打的字"
PROBLEMS = (
    "validation", "upstream-unavailable", "session-expired", "guide-outdated", "timeout", "not-json",
    "unreachable", "duplicate-application", "terminal-not-authorised", "unknown",
)  # fmt: skip
NAMED = FoundField("name", PaperFieldKind.NAME, "李小真", "李小真", (0, 0, 9, 9), 0.9, fills="child.name")
OTHER = replace(NAMED, id="x", fills=None, agrees=False, known="1", known_element="applicant.phone",
                text="13800009902", value="13800009902")  # fmt: skip
STRANGE = (
    photographed(page(agreed=False)), photographed(page(advice=Advice.GLARE)), photographed(),
    photographed(page(), page(), take=2, read=True), photographed(page(), take=3, read=True),
    photographed(page(fingerprint=b"1"), take=4), photographed(page(), page(), page()),
    m.PhotoBegan(), m.UseSheet(), m.UseSeveral(), m.AdjustCorners(), m.SetCorners(CORNERS), m.ResetCorners(),
    m.SetCorners(CORNERS[::-1]), m.ApplyCorners(), m.CameraLit(True), m.CameraLit(False),
    m.DecideFound("name", True), m.DecideFound("name", False), m.DecideFound("x", True),
    *(m.PageRead(take, 0, (), given) for take in (2, 3) for given in (None, lines("居民户口簿"))),
    *(
        m.PageReviewed(take, 0, Review(verdict, (), None, (NAMED, OTHER)))
        for take in (1, 2, 3)
        for verdict in Verdict
    ),
    m.PagesCompared(4, 0, True), m.PagesCompared(4, 0, False),
)  # fmt: skip
RUBBISH = st.sampled_from(
    [
        m.Touched(), m.OpenSearch(), m.Query("孩"), m.ChooseAudience(Audience.ENTERPRISE), m.Back(),
        m.Leave(), m.LeaveConfirmed(), m.CloseOverlay(), m.ShowHelp(), m.Answer("birth-place", "home"),
        m.Answer("no-such", "x"), m.Toggle("birth-household"), m.Toggle("no-such"), m.DecideConsent(False),
        m.SetField("child.name", TYPED), m.SetField("no-such", 1), m.SetField("applicant.phone", None),
        m.ChooseSource("birth-record", MaterialSource.SCAN), m.ChooseSource("no-such", MaterialSource.WINDOW),
        m.AgreeCommitment("heirs-statement", True), m.TakePhoto(), m.Retake(), m.TickDeclaration("x", True),
        m.SignAtWindow(True),
        m.Sign(()), m.Rate(None), m.Rate(9), m.PrintAgain(), m.PrintGuide(), m.OpenReport(), m.SendReport(),
        m.Retry(), m.SetAid("language", "en"), m.SetAid("text_size", "large"), m.CardReading(),
        m.CardFailed("moved"), m.CardRemoved(), m.CardRead(OTHER_CARD, "other-proof"),
        GOOD, *STRANGE, m.PhotoRejected("blurred"), m.PrintFinished(), m.PrintFinished("gone"),
        m.DeviceChanged("printer", "paperOut", "out"), m.DeviceChanged("printer", None, "full"),
        m.DeviceChanged("document_camera", "gone"), m.DeviceChanged("document_camera", None),
        m.DeviceChanged("id_card", "gone"), m.DeviceChanged("id_card", None),
        m.OutboxSeen(SEALED.package_id, 1, 2), SEALED, m.StopWaiting(),
        m.OpenProgress(), m.PrintReceipt("SN-1"), m.SubmissionsFound(()),
        m.Reported("IR-1", None), m.RatingSent(), m.GuidesChanged(2),
        m.OpenDoor("typed"), m.OpenDoor("phone"), m.OpenDoor("no-such"), m.CodeShown("token"),
        m.TypeIdentity("name", TYPED), m.TypeIdentity("number", CARD["number"]), m.CodeRefused("tooLong"),
        m.LinkOffered("L", "q"), m.LinkSeen("L", "SCANNED"), m.LinkSeen("L", "APPROVED"),
        m.DeviceChanged("code_reader", None), m.DeviceChanged("code_reader", "gone"),
        m.OpenBundle("tj-p-11"), m.OpenBundle("no-such"), m.Continue(), m.OpenBoard(),
        m.MatSeen(True), m.MatSeen(False), m.MatSeen(None),
        *(m.GoTo(Destination(page)) for page in Page),
        m.GoTo(Destination(Page.FIELD, "child.name")), m.GoTo(Destination(Page.SCAN, "household-booklet", 1)),
        m.GoTo(Destination(Page.SITUATION, "birth-place")), m.GoTo(Destination(Page.FIELD, "no-such")),
    ]
)  # fmt: skip


class AnyOrder(RuleBasedStateMachine):
    """A citizen who mostly goes on, and a world in which anything may happen in between."""

    @initialize(bundle=st.sampled_from(BUNDLES), far=st.sampled_from(["home", "plan", "check", "signature"]))
    def begin(self, bundle: str, far: str) -> None:
        self.walk = Walk()
        self.camera_on = False
        self.card_on = False
        self.open_submissions = 0
        self.asked: list[effects.Effect] = []
        if bundle == "bh-37" or far == "home":
            self.walk.open(bundle)
        else:
            getattr(self.walk, f"to_{far}")(bundle)
        for effect in self.walk.done:
            self.carry_out(effect)
        self.asked.clear()

    def send(self, message: m.Message) -> None:
        walk, before = self.walk, self.walk.state
        wanted = walk.send(message)
        if isinstance(message, m.Sealed | m.Failed) and before.visit.submitting is not None:
            self.open_submissions = 0
        if walk.page is Page.DONE and before.visit.at.page is not Page.DONE:
            assert isinstance(message, m.Submitted) or before.visit.outcome is not None
        for effect in wanted:
            self.carry_out(effect)
        if walk.state.serial != before.serial:
            self.asked.clear()
        if effects.Wipe() in wanted:
            assert not any(secret in pickle.dumps(walk.state) for secret in (*SECRETS, TYPED.encode()))
            fresh = replace(walk.state.visit, last_activity=0.0, page_since=0.0)
            assert fresh in (Visit(), Visit(at=Destination(Page.OUT_OF_SERVICE)))

    def carry_out(self, effect: effects.Effect) -> None:
        match effect:
            case effects.OpenCamera() | effects.CloseCamera():
                assert self.camera_on is isinstance(effect, effects.CloseCamera)
                self.camera_on = not self.camera_on
            case effects.StartCard():
                self.card_on = True
            case effects.StopCard():
                assert self.card_on
                self.card_on = False
            case effects.Submit():
                assert self.open_submissions == 0
                assert self.walk.state.visit.strokes
                self.open_submissions += 1
                self.asked.append(effect)
            case (
                effects.OpenSession()
                | effects.AskPlan()
                | effects.FetchData()
                | effects.SyncGuides()
                | effects.AskOutbox()
            ):
                self.asked.append(effect)

    @rule(rubbish=RUBBISH)
    def anything(self, rubbish: m.Message) -> None:
        self.send(rubbish)

    @rule(seconds=st.sampled_from([1, 5, 30, 61, 181]))
    def time_passes(self, seconds: int) -> None:
        self.send(m.Tick(self.walk.state.now + seconds))

    @rule(times=st.integers(1, 6))
    def the_citizen_goes_on(self, times: int) -> None:
        for _ in range(times):
            for message in self.sensible():
                self.send(message)

    def sensible(self) -> list[m.Message]:
        walk = self.walk
        body = walk.screen.body
        match walk.page:
            case Page.IDLE:
                return [m.Touched()]
            case Page.HOME | Page.SEARCH:
                return [m.OpenBundle("tj-p-01")]
            case Page.IDENTITY:
                return [m.CardReading(), m.CardRead(CARD, "proof")]
            case Page.SITUATION:
                return [m.Answer(walk.at.key, body.situation.options[0].value), m.Continue()]
            case Page.CONSENT:
                return [m.DecideConsent(True)]
            case Page.FIELD:
                return [m.SetField(walk.at.key, sample_value(body.field)), m.Continue()]
            case Page.COMMITMENT:
                return [m.AgreeCommitment(walk.at.key, True), m.Continue()]
            case Page.SCAN:
                return [m.TakePhoto(), GOOD, m.Continue(), m.UseSheet()]
            case Page.FOUND:
                return [m.DecideFound(body.field_id, True)]
            case Page.DECLARE:
                ticks = [m.TickDeclaration(one.id, True) for one in body.declarations]
                return [*ticks, m.Sign(STROKES), m.Continue()]
            case Page.ERROR:
                return [m.Retry()]
            case Page.REPORT:
                return [m.SendReport(), m.Back()]
            case Page.GOODBYE:
                return [m.CardRemoved()]
            case _:
                return [m.Continue()]

    @rule()
    def the_platform_answers(self) -> None:
        match self.asked.pop() if self.asked else None:
            case effects.OpenSession():
                self.send(session())
            case effects.AskPlan(ticked=ticked):
                self.send(m.PlanAgreed("plan-1", ticked))
            case effects.FetchData():
                found = m.Fetched("child.sex", "FOUND", "1", "来源")
                failed = m.Fetched("child.name", "SOURCE_ERROR")
                self.send(m.DataFetched(("c",), (found, failed), (m.Certificate("1", "结婚证", "VALID"),)))
            case effects.Submit():
                self.send(SEALED)
            case effects.AskOutbox():
                self.send(accepted(self.walk))
            case effects.SyncGuides():
                self.send(m.GuidesChanged(2))

    @rule(problem=st.sampled_from(PROBLEMS))
    def the_platform_fails(self, problem: str) -> None:
        if not self.asked:
            return
        during = {
            effects.OpenSession: "session",
            effects.AskPlan: "plan",
            effects.FetchData: "fetch",
            effects.Submit: "submit",
            effects.AskOutbox: "submit",
            effects.SyncGuides: "guides",
        }[type(self.asked.pop())]
        errors = (m.FieldError("child.name", "改"),) if problem == "validation" else ()
        self.send(m.Failed(during, problem, errors=errors, retryable=problem == "timeout"))

    @rule(revoked=st.booleans())
    def the_agent_tells(self, revoked: bool) -> None:
        self.send(m.AgentStatus(not revoked, revoked, self.walk.world.guides.version))

    @rule(reachable=st.booleans(), sealing=st.sampled_from([None, "disk-full"]))
    def the_network_comes_and_goes(self, reachable: bool, sealing: str | None) -> None:
        version = self.walk.world.guides.version
        self.send(m.AgentStatus(reachable, False, version, sealing=sealing))

    @invariant()
    def the_page_is_not_out_of_turn(self) -> None:
        walk = getattr(self, "walk", None)
        if walk is None or walk.page not in ON_ROUTE:
            return
        visit = walk.state.visit
        if visit.return_to == Destination(Page.REVIEW) and visit.at.page is Page.FIELD:
            visit = replace(visit, at=visit.return_to)
        context = planned(walk.state, walk.world)
        assert context is not None
        assert reachable(visit.at, visit, *context), str(visit.at)

    @invariant()
    def what_is_on_is_wanted(self) -> None:
        walk = getattr(self, "walk", None)
        if walk is None:
            return
        assert self.camera_on is camera_wanted(walk.state)
        # At the end it looks whether papers were left under it.
        assert walk.page in (Page.SCAN, Page.GOODBYE, *staff_trials.CAMERA) or not self.camera_on
        assert self.card_on is card_wanted(walk.state)

    @invariant()
    def the_number_is_said_only_when_it_is_there(self) -> None:
        walk = getattr(self, "walk", None)
        if walk is not None and walk.page in (Page.DONE, Page.RATING):
            assert walk.state.visit.outcome is not None

    @invariant()
    def it_is_said_to_be_sealed_only_when_it_is(self) -> None:
        walk = getattr(self, "walk", None)
        if walk is not None and walk.page is Page.SEALED:
            assert walk.state.visit.sealed == SEALED


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(
    max_examples=150,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
