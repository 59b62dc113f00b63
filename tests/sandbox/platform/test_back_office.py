"""A clerk at work in a real browser, over real TLS, beside a terminal that submits."""

import json
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
import requests
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1400",
)
PASSWORD = "示例口令-clerk"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    options = Options()
    options.binary_location = "/usr/bin/chromium"
    for flag in FLAGS:
        options.add_argument(flag)
    options.add_argument(f"--user-data-dir={tmp_path_factory.mktemp('chromium')}")
    options.add_argument("--ignore-certificate-errors")
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.set_page_load_timeout(30)
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture
def submission(one_platform):
    citizen = one_platform.citizen()
    scan = {"materialKey": "birth-record", "via": "SCAN", "uploadId": one_platform.upload(citizen)}
    answer = one_platform.submit(
        citizen, draft={"materials": [scan, one_platform.draft_body()["materials"][1]]}
    )
    assert answer.status_code == 201, answer.text
    return citizen, answer.json()


@pytest.fixture
def clerk(one_platform, browser, submission):
    """A browser whose clerk is logged in. The cookie is for TLS only, so localhost counts as safe here."""
    browser.delete_all_cookies()
    browser.get(f"{localhost(one_platform)}/back-office")
    assert browser.current_url.endswith("/back-office/login")
    log_in(browser, "张经办示例", PASSWORD)
    WebDriverWait(browser, 50).until(lambda _: browser.find_elements(By.ID, "submissions"))
    return browser


def localhost(platform):
    return platform.url.replace("127.0.0.1", "localhost")


def log_in(browser, name, password):
    browser.find_element(By.ID, "name").send_keys(name)
    browser.find_element(By.ID, "password").send_keys(password)
    browser.find_element(By.ID, "enter").click()


def open_case(browser, item):
    browser.find_element(By.CSS_SELECTOR, "#submissions a").click()
    return case_card(browser, item)


def case_card(browser, item):
    return WebDriverWait(browser, 50).until(
        lambda _: browser.find_element(By.CSS_SELECTOR, f"section.case[data-item={item}]")
    )


def wait_status(browser, item, words):
    """Each move loads the page anew, so the card is looked up each time."""

    def there(_):
        found = browser.find_elements(By.CSS_SELECTOR, f"section.case[data-item={item}] .status")
        return bool(found) and found[0].text == words

    WebDriverWait(browser, 15, ignored_exceptions=[Exception]).until(there)


@pytest.mark.browser
def test_a_clerk_accepts_and_approves_and_the_citizen_has_the_result(clerk, submission):
    citizen, body = submission
    case_no = body["cases"][1]["caseNo"]
    open_case(clerk, "insurance").find_element(By.CSS_SELECTOR, "button.accept").click()
    wait_status(clerk, "insurance", "受理")
    card = case_card(clerk, "insurance")
    card.find_element(By.NAME, "certificate").send_keys("示例证号第0001号")
    card.find_element(By.CSS_SELECTOR, "button.approve").click()
    wait_status(clerk, "insurance", "出证办结")
    assert "参保凭证" in case_card(clerk, "insurance").find_element(By.CSS_SELECTOR, ".results").text
    (result,) = citizen.get(f"/cases/{case_no}/results").json()["items"]
    assert result["certificateId"] == "示例证号第0001号"
    case = citizen.get(f"/cases/{case_no}").json()
    assert [step["by"] for step in case["history"][-2:]] == ["张经办示例"] * 2


@pytest.mark.browser
def test_a_clerk_asks_for_a_correction_with_every_line(clerk, submission):
    citizen, body = submission
    card = open_case(clerk, "insurance")
    card.find_element(By.CSS_SELECTOR, ".correct-form summary").click()
    for index, (problem, fix) in enumerate((("居住证明看不清", "重新拍摄"), ("缺第二页", "补拍第二页"))):
        card.find_element(By.NAME, f"problem{index}").send_keys(problem)
        card.find_element(By.NAME, f"fix{index}").send_keys(fix)
    card.find_element(By.CSS_SELECTOR, "button.correct").click()
    wait_status(clerk, "insurance", "补正告知")
    case = citizen.get(f"/cases/{body['cases'][1]['caseNo']}").json()
    assert [(line["problem"], line["howToFix"]) for line in case["correction"]["lines"]] == [
        ("居住证明看不清", "重新拍摄"),
        ("缺第二页", "补拍第二页"),
    ]
    assert datetime.fromisoformat(case["correction"]["dueAt"]).day == 3


@pytest.mark.browser
def test_a_clerk_refuses_with_a_reason_that_the_citizen_sees(clerk, submission):
    citizen, body = submission
    open_case(clerk, "insurance").find_element(By.CSS_SELECTOR, "button.accept").click()
    wait_status(clerk, "insurance", "受理")
    card = case_card(clerk, "insurance")
    card.find_element(By.CSS_SELECTOR, ".refuse-form summary").click()
    card.find_element(By.CSS_SELECTOR, ".refuse-form [name=reason]").send_keys("不符合示例条件")
    card.find_element(By.CSS_SELECTOR, "button.refuse").click()
    wait_status(clerk, "insurance", "不予许可")
    case = citizen.get(f"/cases/{body['cases'][1]['caseNo']}").json()
    assert case["history"][-1]["text"] == "不符合示例条件"


@pytest.mark.browser
def test_a_clerk_sees_answers_in_words_and_the_page_that_was_photographed(clerk, submission, tmp_path):
    open_case(clerk, "insurance")
    shown = clerk.find_element(By.ID, "answers").text
    assert "孩子姓名 李小示例" in shown
    assert "没有结婚" in clerk.find_element(By.ID, "facts").text
    materials = clerk.find_element(By.ID, "materials")
    assert "告知承诺" in materials.text
    assert "2026-11-18 10:00 声明，没有签名，待窗口补签" in clerk.find_element(By.ID, "declarations").text
    link = materials.find_element(By.TAG_NAME, "a").get_attribute("href")
    cookies = {each["name"]: each["value"] for each in clerk.get_cookies()}
    picture = requests.get(link, cookies=cookies, timeout=30)
    assert (picture.headers["Content-Type"], picture.content[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_is_shown_without_a_log_in(one_platform, submission):
    no = submission[1]["submissionNo"]
    for path in ("", f"/submissions/{no}", "/uploads/up-1"):
        answer = requests.get(f"{one_platform.url}/back-office{path}", allow_redirects=False, timeout=30)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/back-office/login")
        assert no not in answer.text


def login_cookie(platform, password=PASSWORD):
    answer = requests.post(
        f"{platform.url}/back-office/login",
        data={"name": "张经办示例", "password": password},
        allow_redirects=False,
        timeout=30,
    )
    return answer, answer.headers.get("Set-Cookie", "")


def test_the_cookie_is_for_this_page_over_tls_only(one_platform):
    _, cookie = login_cookie(one_platform)
    for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/back-office"):
        assert word in cookie


def test_a_form_from_elsewhere_moves_nothing(one_platform, submission):
    citizen, body = submission
    _, cookie = login_cookie(one_platform)
    case_no = body["cases"][1]["caseNo"]
    for token in ("", "guessed"):
        answer = requests.post(
            f"{one_platform.url}/back-office/cases/{case_no}/moves",
            data={"move": "accept", "csrf": token},
            headers={"Cookie": cookie.partition(";")[0]},
            timeout=30,
        )
        assert answer.status_code == 403
    assert citizen.get(f"/cases/{case_no}").json()["status"] == "RECEIVED"


def test_a_wrong_password_is_refused_and_guessing_is_slowed(one_platform):
    for _ in range(5):
        answer, cookie = login_cookie(one_platform, "wrong")
        assert (answer.status_code, cookie) == (403, "")
    assert login_cookie(one_platform)[0].status_code == 403
    one_platform.clock.forward(minutes=1)
    assert login_cookie(one_platform)[0].status_code == 303


@contextmanager
def command_serving(state: Path):
    """`kiosk-platform serve` as it is started on a demonstration machine."""
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "from sandbox.platform.cli import main; main()",
            "serve",
            "--state",
            str(state),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    killer = threading.Timer(110, process.kill)
    killer.start()
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=100)
        killer.cancel()
        assert process.returncode in (0, -15)


@pytest.mark.browser
def test_the_command_serves_tls_and_the_browser_shows_the_log_in(browser, tmp_path):
    state = tmp_path / "state"
    with command_serving(state) as ready:
        trusted = requests.get(f"{ready['url']}/kiosk/v1/capabilities", verify=ready["ca"], timeout=30)
        assert trusted.json()["apiVersions"] == ["v1"]
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{ready['url']}/kiosk/v1/capabilities", timeout=30)
        assert (
            requests.get(f"{ready['url']}/sandbox/faults", verify=ready["ca"], timeout=30).status_code == 404
        )
        browser.get(ready["backOffice"])
        log_in(browser, "张经办示例", "wrong")
        alert = WebDriverWait(browser, 50).until(
            lambda _: browser.find_element(By.CSS_SELECTOR, "[role=alert]")
        )
        assert "不对" in alert.text
        log_in(browser, "张经办示例", ready["clerkPassword"])
        heading = WebDriverWait(browser, 50).until(lambda _: browser.find_element(By.CSS_SELECTOR, "header"))
        assert "张经办示例" in heading.text
    assert state.stat().st_mode & 0o777 == 0o700
    for path in (state / "keys").iterdir():
        if path.suffix != ".pem":
            assert path.stat().st_mode & 0o077 == 0
