"""The bench with an A4 printer: a real cupsd behind it, its faults over HTTP and in a real browser."""

import io
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import img2pdf
import pytest
import requests
from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from devices.page_printer.cups_printer import CupsPagePrinter
from devices.page_printer.interface import JobEnd, JobOutcome


@pytest.fixture(scope="module")
def bench(run_bench: Callable[..., Any]) -> Iterator[Any]:
    with run_bench("--pages") as running:
        yield running


@pytest.fixture(scope="module")
def pdf() -> bytes:
    picture = io.BytesIO()
    Image.new("1", (248, 351), 1).save(picture, "PNG")
    made = img2pdf.convert(picture.getvalue())
    assert isinstance(made, bytes)
    return made


def wait_for(condition: Callable[[], object], seconds: float = 15) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.05)


def prints(bench: Any, pdf: bytes) -> JobEnd:
    facts = bench.devices["page_printer"]
    printer = CupsPagePrinter(facts["queue"], facts["server"])
    job = printer.start(pdf)
    assert not isinstance(job, JobEnd), job
    wait_for(job.poll)
    end = job.poll()
    printer.close()
    assert end is not None
    return end


def test_pages_that_come_out_are_seen_and_taken(bench: Any, pdf: bytes) -> None:
    assert requests.get(f"{bench.url}/page-printer/paper.pdf", timeout=30).status_code == 404
    assert prints(bench, pdf) == JobEnd(JobOutcome.PRINTED)
    assert requests.get(f"{bench.url}/page-printer/paper.pdf", timeout=30).content == pdf
    assert bench.call("GET", "/state")["pictures"]["pages"]
    assert bench.call("POST", "/page-printer/take")["pages"] == 0
    assert bench.call("GET", "/state")["pictures"]["pages"] is None


def test_each_listed_fault_can_be_set_shows_and_is_cleared(bench: Any, pdf: bytes) -> None:
    for fault in bench.call("GET", "/page-printer/faults"):
        after = bench.call("POST", "/page-printer/faults", {"name": fault["name"]})
        assert [one["name"] for one in after if one["set"]] == [fault["name"]]
        bench.call("DELETE", f"/page-printer/faults/{fault['name']}")
    assert not [one for one in bench.call("GET", "/faults")["page_printer"] if one["set"]]
    assert prints(bench, pdf) == JobEnd(JobOutcome.PRINTED)
    bench.call("POST", "/page-printer/take")


def test_a_queue_that_the_backend_stopped_runs_again_once_the_fault_is_cleared(
    bench: Any, pdf: bytes
) -> None:
    bench.call("POST", "/page-printer/faults", {"name": "stops-queue"})
    assert prints(bench, pdf).outcome is not JobOutcome.PRINTED
    bench.call("DELETE", "/page-printer/faults/stops-queue")
    assert prints(bench, pdf) == JobEnd(JobOutcome.PRINTED)
    bench.call("POST", "/page-printer/take")


@pytest.mark.browser
def test_a_person_stops_the_print_server_and_sets_a_fault_on_the_page(bench: Any) -> None:
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1500,1600"):
        options.add_argument(argument)
    browser = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    try:
        browser.get(bench.url)
        section = browser.find_element(By.CSS_SELECTOR, '[data-device="page_printer"]')
        wait_for(section.is_displayed)
        wait_for(lambda: section.find_elements(By.CSS_SELECTOR, "[data-fault]"))
        section.find_element(By.CSS_SELECTOR, "[data-cable]").click()
        wait_for(lambda: "打印服务停了" in section.text)
        section.find_element(By.CSS_SELECTOR, "[data-cable]").click()
        wait_for(lambda: "已接好" in section.text)
        section.find_element(By.TAG_NAME, "summary").click()
        section.find_element(By.CSS_SELECTOR, '[data-fault="paper-out"]').click()
        wait_for(lambda: bench.call("GET", "/state")["page_printer"]["reason"] == "media-empty-error")
    finally:
        browser.quit()
    bench.call("DELETE", "/page-printer/faults")


def test_a_bench_without_an_a4_printer_has_no_word_of_it(common_bench: Any) -> None:
    assert "page_printer" not in common_bench.devices
    assert "page_printer" not in common_bench.call("GET", "/state")
    common_bench.call("POST", "/page-printer/take", status=404)
    assert requests.get(f"{common_bench.url}/page-printer/paper.pdf", timeout=30).status_code == 404
