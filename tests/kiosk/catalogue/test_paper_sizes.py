"""Sizes of papers that are alike in the whole country."""

from kiosk.catalogue.reading import Reading, national_papers


def reading(*sheets: list[str]) -> Reading:
    return Reading.model_validate({"sheets": [{"sides": sides} for sides in sheets]})


def test_a_sheet_of_one_kind_of_paper_has_its_size() -> None:
    register = reading(["household-register.first", "household-register.person"], ["id-card.portrait"])
    assert (register.size_mm(0), register.size_mm(1)) == ((143.0, 105.0), (85.6, 54.0))


def test_papers_of_other_sizes_or_of_none_leave_it_open() -> None:
    either = reading(["id-card.portrait", "household-register.person"], ["court-judgment.first"], [])
    assert [either.size_mm(sheet) for sheet in range(-1, 4)] == [None] * 5


def test_every_known_size_has_its_long_side_first() -> None:
    sizes = [paper.size_mm for paper in national_papers().values() if paper.size_mm is not None]
    assert len(sizes) >= 7
    assert all(long > short > 0 for long, short in sizes)
