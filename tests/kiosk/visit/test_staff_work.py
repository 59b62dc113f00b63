"""What the staff's pages have carried out: out of service outlives the program; a full disk is told."""

from pathlib import Path

import pytest

from kiosk.platform.errors import PlatformUnreachable
from kiosk.staff.desk import Verdict
from kiosk.visit.messages import A4Finished
from kiosk.visit.messages.set_up import SetUpAnswered
from kiosk.visit.messages.staff import StaffActed, StaffAnswered
from kiosk.visit.staff_effects import (
    CheckStaff,
    Enrol,
    FillPaper,
    FinishSetUp,
    PrintSheet,
    ResetDevice,
    Restart,
    Withdraw,
)
from kiosk.visit.staff_work import StaffWork


class Agent:
    """Answers as told; what it is asked stands in `asked`."""

    def __init__(self) -> None:
        self.asked: list[object] = []
        self.error: Exception | None = None

    def _take(self, *asked: object) -> None:
        self.asked.append(asked)
        if self.error is not None:
            raise self.error

    def enrol(self, code: str, *, setting_up: bool = False) -> None:
        self._take("enrol", code, setting_up)

    def measured(self, card_px: float) -> None:
        self._take("measured", card_px)

    def finish(self) -> None:
        self._take("finish")


class Desk:
    def check(self, number: str, pin: str, how: str) -> Verdict:
        return Verdict("admitted" if pin == "481516" else "refused", "S01", 5)


@pytest.fixture
def agent() -> Agent:
    return Agent()


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def work(agent: Agent, done: list[str], tmp_path: Path) -> StaffWork:
    return StaffWork(Desk(), agent, tmp_path / "staff", done.append, lambda: done.append("restart"))


def test_card_and_pin_are_checked(work: StaffWork) -> None:
    assert work.do(CheckStaff("1", "481516", "card")) == StaffAnswered("admitted", "S01", 5)
    assert work.do(CheckStaff("1", "481517", "card")) == StaffAnswered("refused", "S01", 5)


def test_out_of_service_outlives_the_program(work: StaffWork, agent: Agent, tmp_path: Path) -> None:
    assert not work.withdrawn
    assert work.do(Withdraw(True)) == StaffActed("withdraw")
    again = StaffWork(Desk(), agent, tmp_path / "staff", lambda _: None, lambda: None)
    assert again.withdrawn
    assert again.do(Withdraw(False)) == StaffActed("restore")
    assert not work.withdrawn


@pytest.mark.parametrize(
    ("held", "reason"), [("paper", "paper"), ("", "other"), ("\xff", "other"), ("x" * 99, "other")]
)
def test_why_it_is_out_of_service_outlives_the_program_too(
    work: StaffWork, tmp_path: Path, held: str, reason: str
) -> None:
    assert work.withdrawn_for == ""
    assert work.do(Withdraw(True, "paper")) == StaffActed("withdraw", reason="paper")
    (file,) = (tmp_path / "staff").iterdir()
    assert file.read_text() == "paper"
    file.write_text(held, encoding="utf-8")
    assert work.withdrawn and work.withdrawn_for == reason


def test_a_folder_that_cannot_be_written_is_told(work: StaffWork, tmp_path: Path) -> None:
    (tmp_path / "staff").write_text("in the way")
    assert work.do(Withdraw(True)) == StaffActed("withdraw", "disk")


def test_devices_and_screens_are_started_anew(work: StaffWork, done: list[str]) -> None:
    assert work.do(ResetDevice("printer")) is None
    assert work.do(Restart()) is None
    assert done == ["printer", "restart"]


def test_the_set_up_is_asked_of_the_agent(work: StaffWork, agent: Agent) -> None:
    assert work.do(Enrol("AAAABBBBCCCC")) == SetUpAnswered("code")
    assert work.do(FinishSetUp(None)) == SetUpAnswered("finish")
    assert work.do(FinishSetUp(350.0)) == SetUpAnswered("finish")
    assert agent.asked == [
        ("enrol", "AAAABBBBCCCC", True),
        ("finish",),
        ("measured", 350.0),
        ("finish",),
    ]


def test_an_agent_that_does_not_answer_is_told(work: StaffWork, agent: Agent) -> None:
    agent.error = PlatformUnreachable("agent")
    assert work.do(Enrol("AAAABBBBCCCC")) == SetUpAnswered("code", "agent")
    assert work.do(FinishSetUp(350.0)) == SetUpAnswered("finish", "agent")


def test_a_filled_roll_is_kept_and_a_disk_that_takes_nothing_is_told(agent: Agent, tmp_path: Path) -> None:
    filled: list[str] = []
    work = StaffWork(Desk(), agent, tmp_path, filled.append, lambda: None, fill=filled.append)
    assert work.do(FillPaper("roll")) == StaffActed("fill-roll")
    assert filled == ["roll"]

    def full(_supply: str) -> None:
        raise OSError(28, "No space left on device")

    work = StaffWork(Desk(), agent, tmp_path, filled.append, lambda: None, fill=full)
    assert work.do(FillPaper("tray")) == StaffActed("fill-tray", "disk")


@pytest.mark.parametrize("error", [OSError("no A4 printer"), ValueError("notPdf")])
def test_a_sheet_that_cannot_be_printed_is_told(agent: Agent, tmp_path: Path, error: Exception) -> None:
    printed: list[bool] = []
    arguments = (Desk(), agent, tmp_path, lambda _kind: None, lambda: None)
    assert StaffWork(*arguments, print_sheet=lambda: printed.append(True)).do(PrintSheet()) is None
    assert printed == [True]

    def refuse() -> None:
        raise error

    assert StaffWork(*arguments, print_sheet=refuse).do(PrintSheet()) == A4Finished("jobRefused")
