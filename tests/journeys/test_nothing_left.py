"""A visit whose process is killed leaves no word and no picture.

`make torture` takes these tests, and kills it everywhere; what a visit that ends well leaves is
test_visit_leaves_nothing.py's, in every run.
"""

import pytest
from killed_visits import killed_visits

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def visits(request):
    with killed_visits(request.config.rootpath / "build" / "simulators") as made:
        yield made


@pytest.mark.timeout(300)  # a whole terminal with its window starts, and a person's pace is part of the visit
def test_a_visit_that_is_killed_among_its_papers_leaves_nothing(visits):
    words = visits.visit_and_kill("scan", "maimaiti")
    assert len(words) >= 4
    assert not visits.left(words)
    assert not visits.pictures()


def test_the_search_sees_what_is_left(visits):
    folder = visits.stand.folder / "outbox"
    for name, data in (("word", "示例市示例区示例路1号".encode("gbk")), ("picture", b"\xff\xd8\xff\xe0")):
        (folder / name).write_bytes(data)
    try:
        assert [trace.path.name for trace in visits.left(["示例市示例区示例路1号"])] == ["word"]
        assert [path.name for path in visits.pictures()] == ["picture"]
    finally:
        for name in ("word", "picture"):
            (folder / name).unlink()
