"""docs/README.md leads to every page of docs/, and nowhere else."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"


def test_the_index_leads_to_every_page_and_to_nothing_that_is_not_there():
    told = set(re.findall(r"\]\(([^)]+)\)", (DOCS / "README.md").read_text(encoding="utf-8")))
    pages = {path.name for path in DOCS.iterdir() if path.is_file()} - {"README.md"}
    assert {one for one in told if "/" not in one} == pages
    assert all((DOCS / one).exists() for one in told)


def test_the_links_between_pages_lead_somewhere():
    for page in [*DOCS.glob("*.md"), *DOCS.glob("decisions/*.md"), *DOCS.parent.glob("README*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), (page.name, target)


def test_decisions_are_numbered_once():
    numbers = [path.name[:4] for path in (DOCS / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
