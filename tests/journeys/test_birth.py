"""新生儿出生 from the card to the slip: what the platform holds is what the citizen gave."""

import hashlib
import io

from journey_ways import bring_papers
from PIL import Image
from pyzbar.pyzbar import decode

from kiosk.visit import effects
from kiosk.visit.messages import Continue, DecideConsent, Rate
from kiosk.visit.pages import Page

PAPERS = {
    ("household-booklet", 0): "household-booklet-1",
    ("household-booklet", 1): "household-booklet-2",
}


def test_the_birth_of_a_child_on_real_wires(terminal, bench, platform):
    terminal.to_identity("tj-p-01")
    bench.lay_card("li")
    terminal.answer().send(Continue())
    terminal.on(Page.CONSENT).send(DecideConsent(True))
    terminal.on(Page.REVIEW).send(Continue())
    typed = {"child.name": "李小真", "applicant.phone": "13800009901"}
    terminal.fill(typed).send(Continue())
    bring_papers(terminal, bench, PAPERS, typed)
    sheets = {place: sheet.page for place, sheet in terminal.state.visit.sheets.items()}
    assert set(sheets) == set(PAPERS)
    terminal.declare_and_submit().on(Page.DONE)
    number = terminal.body.submission_no

    held = platform.held(number)
    (sent,) = terminal.wanted(effects.Submit)
    assert held["applicant"] == {"name": "李示例", "number": "000000199203050018"}
    assert held["content"]["answers"] == sent.package.answers
    assert typed.items() <= held["content"]["answers"].items()
    assert tuple(held["content"]["selectedItems"]) == sent.package.selected_items
    assert held["content"]["facts"] == sent.package.facts
    assert [case["itemKey"] for case in held["cases"]] == list(sent.package.selected_items)
    scanned = [one["page"]["digest"] for one in held["content"]["materials"] if one["via"] == "SCAN"]
    assert sorted(scanned) == sorted(
        f"sha-256:{hashlib.sha256(data).hexdigest()}" for data in sheets.values()
    )
    assert {one["materialKey"]: one["via"] for one in held["content"]["materials"]} == {
        material.material_id: material.via for material in sent.package.materials
    }

    terminal.until(lambda: terminal.body.slip != "printing", "the slip", 40)
    assert terminal.body.slip == "printed"
    paper = Image.open(io.BytesIO(bench.ask("GET", "/printer/paper.png").content))
    (code,) = decode(paper)
    assert code.data.decode() == terminal.body.qr_text == f"{platform.url}/s/{terminal.body.short_code}"
    printed = bench.ask("GET", "/printer/paper.bin").content
    for secret in ("000000199203050018", "李示例", "13800009901", "李小真"):
        assert secret.encode("gb18030") not in printed
        assert secret.encode() not in printed
    assert b"0****************8" in printed

    terminal.send(Continue(), Rate(1))
    terminal.on(Page.GOODBYE)
    bench.lift_card()
    terminal.on(Page.IDLE)
    assert terminal.state.visit.citizen is None
