"""The platform's own faults, switched from the bench."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from typing import Any

import pytest

from sandbox.bench.app import PAGE


@pytest.fixture(scope="module")
def platform() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="yp") as folder:
        program = "from sandbox.platform.cli import main; main()"
        command = [sys.executable, "-c", program, "serve", "--state", folder, "--faults"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            try:
                yield json.loads(process.stdout.readline())
            finally:
                process.terminate()


@pytest.fixture(scope="module")
def switchboard(run_bench: Callable[..., Any], platform: dict[str, Any]) -> Iterator[Any]:
    with run_bench("--platform", platform["url"], "--platform-ca", platform["ca"]) as bench:
        yield bench


class Faults(HTMLParser):
    """Collects the values of the page's list of platform faults."""

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.values: list[dict[str, Any]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "select":
            self.inside = facts.get("id") == "platform-fault"
        elif tag == "option" and self.inside:
            self.values.append(json.loads(facts["value"] or ""))


def test_every_platform_fault_on_the_page_is_one_that_the_platform_takes(switchboard) -> None:
    parser = Faults()
    parser.feed((PAGE / "index.html").read_text(encoding="utf-8"))
    assert len(parser.values) >= 5
    assert switchboard.call("GET", "/state")["platform"] is True
    for fault in parser.values:
        assert switchboard.call("POST", "/platform/faults", fault, status=201)["id"]
    assert len(switchboard.call("GET", "/platform/faults")["faults"]) == len(parser.values)
    switchboard.call("DELETE", "/platform/faults", status=204)
    assert switchboard.call("GET", "/platform/faults")["faults"] == {}


def test_what_the_platform_refuses_is_passed_on(switchboard) -> None:
    switchboard.call("POST", "/platform/faults", {"kind": "explode"}, status=400)
