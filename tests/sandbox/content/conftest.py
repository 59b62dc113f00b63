"""The sample content, composed once for all tests of this folder."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kiosk.catalogue.content import compose
from kiosk.catalogue.models import Bundle, Catalogue
from sandbox.content import documents, papers, people

FULL = ("tj-p-01", "tj-e-01", "tj-e-02", "tj-p-08")


@pytest.fixture(scope="session")
def sample_documents() -> list[tuple[str, Any]]:
    return documents()


@pytest.fixture(scope="session")
def sample_catalogue(sample_documents) -> Catalogue:
    return compose(sample_documents)


@pytest.fixture(scope="session")
def full_bundles(sample_catalogue) -> list[Bundle]:
    return [bundle for bundle in sample_catalogue.bundles if bundle.id in FULL]


@pytest.fixture(scope="session")
def sample_people() -> list[dict[str, Any]]:
    return people()


@pytest.fixture(scope="session")
def sample_papers() -> list[dict[str, Any]]:
    return papers()


@pytest.fixture(scope="session")
def published_lists() -> list[dict[str, Any]]:
    return yaml.safe_load((Path(__file__).parent / "lists.yaml").read_text(encoding="utf-8"))
