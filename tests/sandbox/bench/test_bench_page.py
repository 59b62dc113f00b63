"""The bench's page in a real browser."""

import json
import threading
import time
from collections.abc import Callable, Iterator

import pytest
import serial
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By

from devices.document_camera.simulator.compose import scene

pytestmark = pytest.mark.browser


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        threading.Event().wait(0.05)


@pytest.fixture(scope="module")
def browser() -> Iterator[Chrome]:
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1500,1600"):
        options.add_argument(argument)
    driver = Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


@pytest.fixture
def page(bench, browser) -> Chrome:
    browser.get(bench.url)
    wait_for(lambda: browser.find_elements(By.CSS_SELECTOR, "#people button"))
    wait_for(lambda: browser.find_element(By.ID, "connection").text == "已连接")
    return browser


def press(page: Chrome, selector: str) -> None:
    page.find_element(By.CSS_SELECTOR, selector).click()


def test_a_person_lays_a_card_and_takes_it_away(bench, page) -> None:
    press(page, '#people [data-key="wang"]')
    wait_for(lambda: bench.call("GET", "/state")["id_card"]["person"] == "wang")
    wait_for(lambda: "王测试" in page.find_element(By.ID, "on-reader").text)
    press(page, "#lift")
    wait_for(lambda: bench.call("GET", "/state")["id_card"]["card"] is False)
    wait_for(lambda: page.find_element(By.ID, "on-reader").text == "读卡区空着")


def test_a_person_puts_a_page_under_the_camera(bench, page) -> None:
    press(page, "#put")
    wait_for(lambda: bench.call("GET", "/state")["document_camera"]["paper"])
    wait_for(
        lambda: page.execute_script(
            "const i = document.getElementById('frame'); return i.complete && i.naturalWidth > 100"
        )
    )


def test_a_person_sees_the_slip_and_tears_it_off(bench, page) -> None:
    with serial.Serial(bench.devices["printer"]["port"], 115200, timeout=1) as port:
        port.write(b"\x1b@EXAMPLE\n\n\x1dV\x00")
        port.flush()
        wait_for(lambda: page.find_element(By.ID, "tear").is_displayed())
    wait_for(lambda: page.execute_script("return document.getElementById('slip').naturalWidth > 100"))
    press(page, "#tear")
    wait_for(lambda: bench.call("GET", "/state")["printer"]["slips_waiting"] == 0)
    wait_for(lambda: not page.find_element(By.ID, "tear").is_displayed())


def test_a_person_empties_and_refills_the_roll(bench, page) -> None:
    press(page, """[data-printer='{"paper":"out"}']""")
    wait_for(lambda: page.find_element(By.ID, "printer-now").text == "没有纸")
    assert bench.call("GET", "/state")["printer"]["paper"] == "out"
    press(page, """[data-printer='{"paper":"full"}']""")
    wait_for(lambda: page.find_element(By.ID, "printer-now").text == "纸够用")


@pytest.mark.parametrize("device", ["id_card", "document_camera", "printer", "code_reader"])
def test_a_person_pulls_and_plugs_any_device(bench, page, device: str) -> None:
    cable = f'[data-device="{device}"] [data-cable]'
    press(page, cable)
    wait_for(lambda: bench.call("GET", "/state")[device]["plugged"] is False)
    wait_for(lambda: page.find_element(By.CSS_SELECTOR, cable).text == "插上")
    press(page, cable)
    wait_for(lambda: bench.call("GET", "/state")[device]["plugged"])


def faults_of(page: Chrome, device: str) -> str:
    """Open the list of a device's faults; return where it is."""
    section = f'[data-device="{device}"]'
    details = page.find_element(By.CSS_SELECTOR, f"{section} details")
    if not details.get_attribute("open"):
        press(page, f"{section} summary")
    wait_for(lambda: page.find_elements(By.CSS_SELECTOR, f"{section} [data-fault]"))
    return section


@pytest.mark.parametrize("device", ["id_card", "document_camera", "printer", "code_reader"])
def test_the_page_lists_the_faults_that_the_device_itself_tells(bench, page, device: str) -> None:
    section = faults_of(page, device)
    shown = [
        button.get_attribute("data-fault")
        for button in page.find_elements(By.CSS_SELECTOR, f"{section} [data-fault]")
    ]
    assert shown == [fault["name"] for fault in bench.call("GET", "/faults")[device]]
    told = page.find_element(By.CSS_SELECTOR, f"{section} .state")
    wait_for(lambda: "plugged\ntrue" in told.text)


@pytest.mark.parametrize(
    ("device", "fault", "member", "value"),
    [("id_card", "sw3-66", "fault", "sw3"), ("printer", "cover-open", "cover_open", True)],
)
def test_a_person_sets_a_fault_sees_it_and_clears_it(bench, page, device, fault, member, value) -> None:
    section = faults_of(page, device)
    well = bench.call("GET", "/state")[device][member]
    button = page.find_element(By.CSS_SELECTOR, f'{section} [data-fault="{fault}"]')
    button.click()
    wait_for(lambda: bench.call("GET", "/state")[device][member] == value)
    wait_for(lambda: button.get_attribute("aria-pressed") == "true")
    wait_for(lambda: fault in page.find_element(By.CSS_SELECTOR, f"{section} summary").text)
    button.click()
    wait_for(lambda: bench.call("GET", "/state")[device][member] == well)
    wait_for(lambda: button.get_attribute("aria-pressed") == "false")
    button.click()
    wait_for(lambda: bench.call("GET", "/state")[device][member] == value)
    press(page, f"{section} [data-clear]")
    wait_for(lambda: bench.call("GET", "/state")[device][member] == well)
    wait_for(lambda: button.get_attribute("aria-pressed") == "false")


def test_everything_on_the_page_is_something_that_the_bench_takes(bench, page) -> None:
    for button in page.find_elements(By.CSS_SELECTOR, "[data-printer]"):
        bench.call("POST", "/printer/state", json.loads(button.get_attribute("data-printer")))
    for option in page.find_elements(By.CSS_SELECTOR, "#lie option"):
        assert scene(json.loads(option.get_attribute("value"))).paper


def test_a_refusal_is_shown_in_words(page) -> None:
    press(page, "#code-form button")
    wait_for(lambda: "switched off" in page.find_element(By.ID, "problem").text)


def test_the_page_loads_nothing_from_elsewhere_and_reports_no_error(page) -> None:
    assert [entry for entry in page.get_log("browser") if "422" not in entry["message"]] == []
