import base64
import io
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.platform.models import FieldError, SignedDeclaration
from kiosk.submission.located import Place, locate
from kiosk.submission.package import GivenDeclaration, GivenMaterial, Package, Page
from kiosk.submission.signature import Point, ink_of, signature_data_url, signature_png


def package(answers=None, facts=None):
    return Package(
        bundle_id="b-1",
        bundle_revision=2,
        selected_items=("i-1", "i-2"),
        facts=facts or {},
        answers=answers or {},
        materials=(GivenMaterial("m-1", "SCAN", pages=(Page("首页", "image/jpeg", b"12345"),)),),
        declarations=(
            GivenDeclaration("truth", 1, "TRUTH", "sha-256:" + "0" * 64, datetime(2026, 11, 21, tzinfo=UTC)),
        ),
        consents=("c-1",),
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"via": "SCAN"},
        {"via": "E_CERTIFICATE", "certificate_id": "x"},
        {"via": "E_CERTIFICATE", "certificate_id": "x", "consent_id": "c"},
        {"via": "COMMITMENT"},
    ],
)
def test_a_material_without_what_its_way_needs_is_refused(wrong):
    with pytest.raises(ValueError, match="m-1"):
        GivenMaterial("m-1", **wrong)


def test_what_a_citizen_gave_is_in_no_text_of_the_package():
    made = package({"applicant.name": "李示例"}, {"secret": "是"})
    assert "李示例" not in repr(made)
    assert "12345" not in repr(made.materials[0])
    assert "是" not in repr(made)


@pytest.mark.parametrize(
    ("pointer", "place", "key"),
    [
        ("/answers/child.name", Place.ELEMENT, "child.name"),
        ("/answers/a~1b~0c", Place.ELEMENT, "a/b~c"),
        ("/draft/answers/child.name", Place.ELEMENT, "child.name"),
        ("/answers/12", Place.ELEMENT, "12"),
        ("/materials/1", Place.MATERIAL, "m-2"),
        ("/materials/1/uploadId", Place.MATERIAL, "m-2"),
        ("/materials/m-9", Place.MATERIAL, "m-9"),
        ("/materials/7", Place.WHOLE, None),
        ("/materials", Place.WHOLE, None),
        ("/missingMaterials/m-2", Place.MATERIAL, "m-2"),
        ("/selectedItems/0", Place.ITEM, "i-1"),
        ("/facts/birth-place", Place.SITUATION, "birth-place"),
        ("/declarations/0/textDigest", Place.DECLARATION, "truth"),
        ("/consents/0", Place.WHOLE, None),
        ("", Place.WHOLE, None),
        ("/", Place.WHOLE, None),
    ],
)
def test_a_pointer_is_turned_into_what_the_page_knows(pointer, place, key):
    (found,) = locate((FieldError(pointer=pointer, detail="x"),), ("m-1", "m-2"), ("i-1",), ("truth",))
    assert (found.place, found.id) == (place, key)


@given(st.lists(st.text(max_size=30), max_size=6))
def test_no_error_is_lost_whatever_its_pointer(pointers):
    errors = tuple(FieldError(pointer=pointer, detail=str(n)) for n, pointer in enumerate(pointers))
    found = locate(errors, ("m",), ("i",), ("d",))
    assert [one.detail for one in found] == [str(n) for n in range(len(pointers))]


POINTS = st.tuples(st.floats(0, 120), st.floats(0, 60))


@given(st.lists(st.lists(POINTS, min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_signature_is_a_picture_with_every_stroke(strokes):
    kind, _, data = signature_data_url(strokes, 120, 60).partition(",")
    assert kind == "data:image/svg+xml;base64"
    root = ElementTree.fromstring(base64.b64decode(data))
    lines = root.findall(".//{http://www.w3.org/2000/svg}polyline")
    assert [len(line.get("points").split()) for line in lines] == [max(2, len(stroke)) for stroke in strokes]


@pytest.mark.parametrize("nothing", [[], [[]]])
def test_an_empty_signature_is_refused(nothing):
    with pytest.raises(ValueError, match="nothing"):
        signature_data_url(nothing, 120, 60)


LINE = ((Point(10.0, 10.0, 0), Point(25.0, 10.0, 40, 0.5), Point(40.0, 10.0, 90, 0.75)),)


def test_the_picture_of_a_signature_has_ink_where_the_stroke_was():
    with Image.open(io.BytesIO(signature_png(LINE, 50.0, 20.0))) as picture:
        assert picture.size == (400, 160)
        grey = picture.convert("L")
    assert grey.getpixel((200, 80)) < 40
    assert grey.getpixel((200, 120)) == 255


def signed(**other) -> SignedDeclaration:
    about = {
        "declaration_id": "truth",
        "revision": 2,
        "text_digest": "sha-256:" + "1" * 64,
        "signed_at": datetime(2026, 11, 21, 4, 5, 6, 7, tzinfo=UTC),
    }
    ink = ink_of(LINE, (50.0, 20.0), **about)
    return SignedDeclaration(kind="TRUTH", ink=ink, **{**about, **other})


def test_a_signature_is_bound_to_the_text_that_was_shown():
    assert signed().bound
    assert not signed(text_digest="sha-256:" + "2" * 64).bound
    assert not signed(declaration_id="other").bound
    assert not signed(revision=3).bound
    assert not signed(signed_at=datetime(2026, 11, 21, 4, 5, 6, 8, tzinfo=UTC)).bound


def test_a_signature_survives_the_way_over_the_wire():
    there = SignedDeclaration.model_validate_json(signed().model_dump_json(by_alias=True, exclude_none=True))
    assert there.bound
    assert there.ink is not None
    assert there.ink.strokes == (((10.0, 10.0, 0), (25.0, 10.0, 40, 0.5), (40.0, 10.0, 90, 0.75)),)


def test_strokes_that_were_changed_belong_to_no_text():
    ink = signed().ink
    assert ink is not None
    moved = ink.model_copy(update={"strokes": (ink.strokes[0][:2],)})
    assert not signed().model_copy(update={"ink": moved}).bound


@given(
    st.lists(
        st.lists(
            st.builds(
                Point,
                st.floats(0, 200),
                st.floats(0, 70),
                st.integers(0, 10**7),
                st.none() | st.floats(0, 1),
            ),
            min_size=1,
            max_size=8,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_signature_is_bound_after_the_way_over_the_wire(strokes):
    about = {"declaration_id": "d", "revision": 1, "text_digest": "sha-256:" + "3" * 64}
    moment = datetime(2026, 11, 21, tzinfo=UTC)
    ink = ink_of(strokes, (20.0, 7.0), **about, signed_at=moment)
    made = SignedDeclaration(kind="TRUTH", signed_at=moment, ink=ink, **about)
    assert SignedDeclaration.model_validate_json(made.model_dump_json(by_alias=True)).bound
