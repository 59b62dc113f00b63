"""The camera in a visit: taken by itself, several papers, corners that a person moves, what is asked."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from visit_photos import CORNERS, GOOD, HEIGHT, WIDTH, page, photographed
from visit_walk import Walk

from devices.document_camera.scanned import Mark
from devices.document_camera.values import Advice
from kiosk.application.pre_review import Reason, Recognised, Review, Verdict, Why
from kiosk.catalogue.models import LocalText, MaterialSource
from kiosk.visit import effects
from kiosk.visit import messages as m
from kiosk.visit.corners import flaw
from kiosk.visit.page_review import PATIENCE_S
from kiosk.visit.pages import Page
from kiosk.visit.photos import TRIES

BIRTH_CERTIFICATE = Recognised("birth.first", LocalText(zh="出生医学证明"), LocalText(zh="正页"), 0.95)


def asks(verdict: Verdict, why: Why = Why.OTHER_PAPER, day: str | None = None) -> Review:
    return Review(verdict, (Reason(why, day=day),), BIRTH_CERTIFICATE)


def scan(walk: Walk, *photo: m.Message) -> Walk:
    walk.send(m.TakePhoto(), *photo)
    return walk


def test_the_shutter_takes_the_sheet_without_a_touch():
    walk = Walk().to_scan()
    walk.send(m.PhotoBegan())
    assert walk.screen.body.state == "taking"
    walk.send(GOOD)
    assert walk.screen.body.state == "taken"
    assert not walk.wanted(effects.Photograph)


def test_after_a_picture_that_was_not_good_the_shutter_takes_the_next_one():
    walk = scan(Walk().to_scan(), photographed(page(advice=Advice.GLARE)))
    assert walk.screen.body.state == "rejected"
    walk.send(m.PhotoBegan(), GOOD)
    assert walk.screen.body.state == "taken"


def test_the_shutter_takes_nothing_where_nothing_is_asked_for():
    walk = Walk().to_plan()
    before = walk.state.visit
    walk.send(m.PhotoBegan(), GOOD)
    assert replace(walk.state.visit, last_activity=before.last_activity) == before


def test_what_is_wrong_is_marked_on_the_picture():
    blob = ((10.0, 10.0), (60.0, 12.0), (40.0, 50.0))
    walk = scan(Walk().to_scan(), photographed(page(advice=Advice.GLARE, marks=(Mark(Advice.GLARE, blob),))))
    view = walk.screen.body
    assert view.advice.key == "scan.advice.glare"
    assert [(one.points, one.wrong) for one in view.photograph.outlines] == [(blob, True)]
    assert (view.photograph.width, view.photograph.height, view.photograph.jpeg) == (WIDTH, HEIGHT, b"")


def test_no_paper_at_all_is_said_with_the_photograph_s_own_advice():
    walk = scan(Walk().to_scan(), photographed(advice=Advice.HAND))
    assert walk.screen.body.advice.key == "scan.advice.hand"
    scan(walk, photographed())
    assert walk.screen.body.advice.key == "scan.advice.noPage"


def test_who_cannot_get_a_better_picture_gives_it_as_it_is_and_staff_see_that():
    bad = photographed(page(advice=Advice.BLURRED))
    walk = Walk().to_scan()
    for _ in range(TRIES):
        assert not walk.screen.body.may_use_anyway
        walk.send(m.UseSheet())
        assert walk.screen.body.state != "taken"
        scan(walk, bad)
    assert walk.screen.body.may_use_anyway
    walk.send(m.UseSheet())
    assert walk.screen.body.state == "taken"
    (sheet,) = walk.state.visit.sheets.values()
    assert sheet.accepted
    assert sheet.scanned.advice is Advice.BLURRED


# ---- several papers at once --------------------------------------------------------------------------


def test_two_papers_are_the_next_two_sheets_with_one_tap():
    walk = scan(Walk().to_scan(), photographed(page(b"left"), page(b"right")))
    view = walk.screen.body
    assert (view.state, len(view.photograph.outlines)) == ("several", 2)
    assert walk.done[-1] == effects.CloseCamera()
    walk.send(m.UseSeveral())
    assert [sheet.page for sheet in walk.state.visit.sheets.values()] == [b"left", b"right"]
    here = walk.at
    walk.send(m.Continue())
    assert walk.at == replace(here, sheet=1)
    assert walk.screen.body.state == "taken"


def test_more_papers_than_sheets_are_left_are_sent_back_one_by_one():
    walk = scan(Walk().to_scan(), photographed(page(), page(), page()))
    assert walk.screen.body.advice.key == "scan.advice.several"
    walk.send(m.UseSeveral())
    assert walk.state.visit.sheets == {}


def test_of_several_papers_one_may_turn_back():
    walk = scan(Walk().to_scan(), photographed(page(), page()))
    walk.send(m.Back())
    assert walk.screen.body.state == "placing"
    assert isinstance(walk.done[-1], effects.OpenCamera)


# ---- corners that a person moves ---------------------------------------------------------------------

MOVED = ((410.0, 310.0), *CORNERS[1:])


def test_where_the_detectors_disagree_the_person_puts_the_corners_right():
    walk = scan(Walk().to_scan(), photographed(page(agreed=False), original=b"the photograph"))
    view = walk.screen.body
    assert (view.state, view.corners, view.photograph.jpeg) == ("corners", CORNERS, b"the photograph")
    walk.send(m.SetCorners(MOVED))
    assert walk.screen.body.corners_moved
    (made,) = walk.send(m.ApplyCorners())
    assert (made.original, made.corners, made.wanted.papers) == (b"the photograph", MOVED, 1)
    assert walk.screen.body.state == "taking"
    walk.send(photographed(page(b"better"), take=2))
    (sheet,) = walk.state.visit.sheets.values()
    assert (sheet.page, sheet.moved) == (b"better", True)


def test_corners_go_back_to_where_they_were_found():
    walk = scan(Walk().to_scan(), photographed(page(agreed=False)))
    walk.send(m.SetCorners(MOVED), m.ResetCorners())
    assert walk.screen.body.corners == CORNERS
    assert not walk.screen.body.corners_moved


def test_corners_of_no_page_are_refused_in_words():
    walk = scan(Walk().to_scan(), photographed(page(agreed=False)))
    walk.send(m.SetCorners((CORNERS[1], CORNERS[0], *CORNERS[2:])))
    assert walk.screen.body.corners_flaw.key == "scan.corners.crossed"
    assert walk.send(m.ApplyCorners()) == ()
    walk.send(m.SetCorners(((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))))
    assert walk.screen.body.corners_flaw.key == "scan.corners.small"


def test_who_wishes_moves_the_corners_of_a_good_picture():
    walk = scan(Walk().to_scan(), photographed(page(), original=b"the photograph"))
    walk.send(m.AdjustCorners())
    view = walk.screen.body
    assert (view.state, view.corners, view.photograph.jpeg) == ("corners", CORNERS, b"the photograph")
    assert walk.state.visit.sheets == {}


@pytest.mark.parametrize("death", [m.DeviceChanged("document_camera", "gone"), m.PhotoRejected("gone")])
def test_a_worker_that_dies_over_moved_corners_loses_neither_photograph_nor_corners(death):
    walk = scan(Walk().to_scan(), photographed(page(agreed=False), original=b"the photograph"))
    walk.send(m.SetCorners(MOVED), m.ApplyCorners(), death)
    view = walk.screen.body
    assert (view.state, view.corners, view.photograph.jpeg) == ("corners", MOVED, b"the photograph")
    walk.send(m.DeviceChanged("document_camera", None))
    (again,) = walk.send(m.ApplyCorners())
    assert again.corners == MOVED


@given(
    st.tuples(st.floats(0, WIDTH - 1), st.floats(0, HEIGHT - 1)),
    st.floats(500, 2000),
    st.floats(500, 1500),
    st.integers(0, 3),
)
def test_any_rectangle_is_a_page_from_whichever_corner_one_begins(start, wide, high, first):
    x, y = start
    corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
    turned = [*corners[first:], *corners[:first]]
    assert flaw(turned, WIDTH, HEIGHT) is None
    assert flaw(turned[::-1], WIDTH, HEIGHT) == "crossed"
    middle = (x + wide / 2, y + high / 2)
    assert flaw([middle, *corners[1:]], WIDTH, HEIGHT) == "crossed", "three in a line are no corner"


# ---- what is asked about a page ----------------------------------------------------------------------


def reading(walk: Walk, take: int = 1) -> Walk:
    """To a sheet that was taken and is being read."""
    return scan(walk, photographed(page(), take=take, read=True))


@pytest.mark.parametrize("verdict", [one for one in Verdict if Review(one).asks])
def test_every_doubt_is_a_question_with_two_doors(verdict):
    walk = reading(Walk().to_scan())
    here = walk.at
    walk.send(m.Continue())
    assert walk.at == here, "it is being read"
    walk.send(m.PageReviewed(1, 0, asks(verdict, day="2024-05-01")))
    question = walk.screen.body.question
    assert question.kind == verdict.value
    walk.send(m.Continue())
    assert walk.at == here, "a question is answered first"
    again = Walk(state=walk.state)
    again.send(m.Retake())
    assert again.screen.body.state == "placing"
    walk.send(m.UseSheet())
    assert walk.at != here, "who says that it is right goes on"
    assert walk.state.visit.sheets[here.key, here.sheet].accepted


def test_a_wrong_paper_is_named_and_so_is_the_one_that_is_wanted():
    walk = reading(Walk().to_scan())
    walk.send(m.PageReviewed(1, 0, asks(Verdict.WRONG_PAPER)))
    question = walk.screen.body.question
    assert question.title.values["paper"].zh == "出生医学证明"
    assert question.text.values["wanted"] == walk.screen.body.sheet
    assert walk.screen.body.recognised is None


def test_a_page_that_fits_says_what_it_was_recognised_as():
    walk = reading(Walk().to_scan())
    assert walk.screen.body.reading
    walk.send(m.PageReviewed(1, 0, Review(Verdict.FITS, (), BIRTH_CERTIFICATE)))
    view = walk.screen.body
    assert (view.reading, view.question) == (False, None)
    assert view.recognised.values["paper"].zh == "出生医学证明"


def test_an_expired_paper_shows_the_other_ways_where_there_are_any():
    walk = Walk().to_plan("tj-e-01").agree_plan().fetch_nothing().fill()
    walk.send(m.Continue(), m.ChooseSource("articles-of-association", MaterialSource.SCAN))
    while walk.at.key != "articles-of-association":
        scan(walk, GOOD).send(m.Continue())
    reading(walk, take=7)
    walk.send(m.PageReviewed(7, 0, asks(Verdict.EXPIRED, Why.PAST_VALIDITY, "2024-05-01")))
    view = walk.screen.body
    assert view.question.way_out == (MaterialSource.COMMITMENT in view.alternatives)
    assert view.question.title.values["day"].isoformat() == "2024-05-01"


def test_the_page_is_reviewed_with_what_is_known_by_then():
    walk = reading(Walk().to_scan())
    (effect,) = walk.send(m.PageRead(1, 0, (), ()))
    assert isinstance(effect, effects.ReviewPage)
    assert effect.material.id == walk.at.key
    assert effect.answers["applicant.name"] == "李示例"
    assert effect.material not in effect.others
    assert effect.readable
    assert "李示例" not in repr(effect)


def test_a_page_that_could_not_be_read_is_used_without_a_question():
    walk = reading(Walk().to_scan())
    assert walk.send(m.PageRead(1, 0, (), None)) == ()
    assert (walk.screen.body.reading, walk.screen.body.question) == (False, None)


def test_nobody_waits_for_long_for_what_stands_on_a_page():
    walk = reading(Walk().to_scan())
    here = walk.at
    walk.pass_time(PATIENCE_S + 1)
    walk.send(m.Continue())
    assert walk.at != here
    walk.send(m.PageReviewed(1, 0, asks(Verdict.WRONG_PAPER)))
    sheet = walk.state.visit.sheets[here.key, here.sheet]
    assert sheet.review.verdict is Verdict.WRONG_PAPER, "staff see it"
    assert sheet.question is None, "who has gone on is not asked any more"


def test_a_word_about_a_picture_that_was_thrown_away_is_nobody_s():
    walk = reading(Walk().to_scan())
    walk.send(m.Retake(), m.PageReviewed(1, 0, asks(Verdict.WRONG_PAPER)), m.PagesCompared(1, 0, True))
    assert walk.state.visit.sheets == {}


def test_a_page_that_was_taken_before_is_asked_about():
    walk = Walk().to_scan()
    scan(walk, photographed(page(fingerprint=b"one"))).send(m.Continue())
    taken = [*walk.send(m.TakePhoto(), photographed(page(fingerprint=b"two"), take=2))]
    (compare,) = (one for one in taken if isinstance(one, effects.ComparePages))
    assert (compare.fingerprint, compare.others) == (b"two", (b"one",))
    walk.send(m.PagesCompared(2, 0, True))
    assert walk.screen.body.question.kind == "same-page"
    walk.send(m.UseSheet())
    assert walk.screen.body.question is None or walk.page is not Page.SCAN


def test_the_indicator_is_on_the_page_while_the_camera_is_on():
    walk = Walk().to_scan()
    walk.send(m.CameraLit(True))
    assert walk.screen.body.lit
    walk.send(m.CameraLit(False))
    assert not walk.screen.body.lit
