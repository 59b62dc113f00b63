import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kiosk.catalogue.commands import app
from kiosk.catalogue.lint import Finding, Severity, lint

FILE = "content.yaml"
USCC = "11310000MB2F30661Y"


def when(name: str, value: str) -> dict[str, Any]:
    return {"scope": f"#/properties/{name}", "schema": {"const": value}}


def text(chinese: str) -> dict[str, str]:
    return {"zh": chinese, "en": "text"}


def content() -> dict[str, Any]:
    """Content that nothing is wrong with."""
    return {
        "catalogue": {"version": 1, "area": {"code": "120000", "name": "天津市"}},
        "life_stages": [{"id": "birth", "name": text("出生"), "audience": "person"}],
        "elements": {
            "name": {
                "label": text("姓名"),
                "question": text("您叫什么？"),
                "kind": "person_name",
                "schema": {"type": "string", "minLength": 2},
                "from_card": "name",
            },
            "sex": {
                "label": text("性别"),
                "question": text("性别？"),
                "kind": "choice",
                "schema": {"enum": ["1", "2"]},
                "options": [{"value": "1", "label": text("男")}, {"value": "2", "label": text("女")}],
            },
        },
        "materials": {
            "booklet": {
                "name": text("户口簿"),
                "requirement": text("首页和本人页"),
                "sources": ["E_CERTIFICATE", "SCAN"],
                "certificate_type": "居民户口簿",
                "reading": {
                    "sheets": [
                        {
                            "sides": ["household-register.person"],
                            "uses": [{"fields": ["name"], "fills": "name", "agrees_with": ["name"]}],
                        }
                    ]
                },
            },
            "birth-paper": {
                "name": text("出生医学证明"),
                "requirement": text("副页"),
                "sources": ["OTHER_ITEM_RESULT", "SCAN"],
                "produced_by": "birth-certificate",
            },
        },
        "declarations": {
            "truth": {"title": text("声明"), "text": text("属实"), "consequences": text("后果")}
        },
        "items": {},
        "bundles": [
            {
                "id": "newborn",
                "code": "YJS-120000-001",
                "version": "2026.11",
                "updated_on": date(2026, 11, 1),
                "audience": "person",
                "life_stage": "birth",
                "name": text("新生儿出生"),
                "region": {"code": "120000", "name": "天津市"},
                "list_name": "示例清单",
                "lead": ["示例部门"],
                "sample": False,
                "guide": {
                    "summary": text("一次办好"),
                    "places": [text("大厅")],
                    "hours": text("九点"),
                    "phone": "1",
                },
                "declarations": ["truth"],
                "situations": [
                    {
                        "id": "place",
                        "question": text("在哪里出生？"),
                        "why": text("决定由谁签发"),
                        "options": [
                            {"value": "hospital", "label": text("医院")},
                            {"value": "home", "label": text("家")},
                        ],
                    }
                ],
                "items": [
                    {
                        "id": "certificate",
                        "name": text("出生医学证明"),
                        "departments": ["示例医院"],
                        "task_code": f"{USCC}2312003564000",
                        "basis": [text("示例法")],
                        "conditions": [text("在本市出生")],
                        "promised_limit": {"value": 1},
                        "data": [{"element": "name"}, {"element": "sex"}],
                        "results": [{"id": "birth-certificate", "name": text("出生医学证明")}],
                    },
                    {
                        "id": "registration",
                        "name": text("出生登记"),
                        "departments": ["示例公安分局"],
                        "basis": [text("示例条例")],
                        "conditions": [text("已有出生医学证明")],
                        "promised_limit": {"value": 2},
                        "uses": ["birth-certificate"],
                        "materials": [
                            {"material": "birth-paper"},
                            {"material": "booklet", "when": when("place", "home")},
                        ],
                        "results": [{"id": "household", "name": text("户口页")}],
                    },
                ],
            }
        ],
    }


def changed(path: str, value: Any) -> dict[str, Any]:
    data = deepcopy(content())
    here: Any = data
    *steps, last = path.strip("/").split("/")
    for step in steps:
        here = here[int(step)] if isinstance(here, list) else here[step]
    here[int(last) if isinstance(here, list) else last] = value
    return data


def findings(data: dict[str, Any]) -> tuple[Finding, ...]:
    return lint([(FILE, data)])


def test_good_content_has_no_findings() -> None:
    assert findings(content()) == ()


BAD, ODD, FYI = Severity.ERROR, Severity.WARNING, Severity.INFO
ITEM = "/bundles/0/items/0"
OTHER = "/bundles/0/items/1"
SHEETS = "/materials/booklet/reading/sheets"
BROKEN: list[tuple[str, Any, str, str, Severity]] = [
    # what is changed, to what, where the finding is, its code, how bad
    ("/materials/booklet/name", text("其他材料"), "/materials/booklet/name", "vague", BAD),
    ("/materials/booklet/requirement", text("相关证明"), "/materials/booklet/requirement", "vague", BAD),
    ("/materials/booklet/requirement", text("户口簿等材料"), "/materials/booklet/requirement", "vague", BAD),
    (f"{ITEM}/conditions", [text("提交其他相关手续")], f"{ITEM}/conditions/0", "vague", BAD),
    (f"{ITEM}/task_code", "123", f"{ITEM}/task_code", "task-code", BAD),
    (f"{ITEM}/task_code", "A23456789012", f"{ITEM}/task_code", "task-code", BAD),
    (f"{ITEM}/task_code", f"{USCC[:-1]}X2312003564000", f"{ITEM}/task_code", "task-code", BAD),
    (f"{ITEM}/task_code", f"{USCC}931200356400001", f"{ITEM}/task_code", "task-code", BAD),
    (f"{ITEM}/basis", [], f"{ITEM}/basis", "guide-element", BAD),
    (f"{ITEM}/conditions", [], f"{ITEM}/conditions", "guide-element", BAD),
    (f"{OTHER}/results", [], f"{OTHER}/results", "guide-element", BAD),
    ("/bundles/0/guide/phone", None, "/bundles/0/guide/phone", "guide-element", ODD),
    ("/bundles/0/declarations", [], "/bundles/0/declarations", "no-declaration", BAD),
    ("/bundles/0/region/code", "990000", "/bundles/0/region/code", "region", BAD),
    ("/bundles/0/field_order", ["nothing"], "/bundles/0/field_order/0", "dangling-element", ODD),
    ("/materials/booklet/certificate_type", None, "/materials/booklet/sources", "source-without", BAD),
    ("/materials/booklet/sources", ["COMMITMENT"], "/materials/booklet/sources", "source-without", BAD),
    ("/materials/booklet/sources", ["SHARED_DATA"], "/materials/booklet/sources", "source-without", BAD),
    ("/materials/booklet/sources", ["SCAN"], "/materials/booklet/certificate_type", "idle-source", ODD),
    ("/materials/booklet/sources", ["SCAN", "SCAN"], "/materials/booklet/sources", "duplicate-id", BAD),
    (
        "/materials/birth-paper/sources",
        ["OTHER_ITEM_RESULT"],
        "/materials/birth-paper/sources",
        "one-source",
        ODD,
    ),
    (
        "/materials/birth-paper/produced_by",
        "nobody",
        "/materials/birth-paper/produced_by",
        "dangling-result",
        BAD,
    ),
    (f"{SHEETS}/0/sides", ["household-register.back"], f"{SHEETS}/0/sides/0", "dangling-side", BAD),
    (f"{SHEETS}/0/sides", ["household-register.first"], f"{SHEETS}/0/uses/0/fields/0", "dangling-field", BAD),
    (f"{SHEETS}/0/uses/0/fills", "nobody", f"{SHEETS}/0/uses/0/fills", "dangling-element", BAD),
    (f"{SHEETS}/0/uses/0/other_than", "nobody", f"{SHEETS}/0/uses/0/other_than", "dangling-element", BAD),
    (
        f"{SHEETS}/0/uses/0/agrees_with",
        ["name", "nobody"],
        f"{SHEETS}/0/uses/0/agrees_with/1",
        "dangling-element",
        BAD,
    ),
    (SHEETS, [{}, {}], SHEETS, "reading-sheets", BAD),
    (f"{SHEETS}/0/uses/0", {"fields": ["name"]}, f"{SHEETS}/0/uses/0", "invalid", BAD),
    (
        "/materials/booklet/reading/papers",
        {"slip": {"name": text("单子"), "sides": {"main": {"name": text("正页"), "words": {"单号": 0.7}}}}},
        "/materials/booklet/reading/papers/slip",
        "unused",
        ODD,
    ),
    (
        "/materials/booklet/reading/papers",
        {"slip": {"name": text("单子"), "sides": {"main": {"name": text("正页")}}}},
        "/materials/booklet/reading/papers/slip/sides/main",
        "invalid",
        BAD,
    ),
    ("/materials/booklet/sources", ["E_CERTIFICATE"], "/materials/booklet/reading", "idle-reading", ODD),
    ("/elements/name/from_card", "surname", "/elements/name/from_card", "card-member", BAD),
    ("/elements/name/schema", {"type": "word"}, "/elements/name/schema/type", "schema", BAD),
    ("/elements/name/schema", {"pattern": "("}, "/elements/name/schema/pattern", "schema", BAD),
    ("/elements/name/schema", {"type": "integer"}, "/elements/name/schema/type", "schema-kind", BAD),
    ("/elements/sex/schema", {"enum": ["1"]}, "/elements/sex/options/1/value", "option-invalid", BAD),
    ("/elements/sex/options", [], "/elements/sex/options", "no-options", BAD),
    (f"{OTHER}/uses", ["nobody"], f"{OTHER}/uses/0", "dangling-result", BAD),
    (f"{OTHER}/uses", ["household"], f"{OTHER}/uses/0", "circle", BAD),
    (f"{OTHER}/after", ["nobody"], f"{OTHER}/after/0", "dangling-item", BAD),
    (f"{ITEM}/after", ["registration"], "/bundles/0/items", "circle", BAD),
    (f"{ITEM}/materials", [{"material": "birth-paper"}], f"{ITEM}/materials/0", "circle", BAD),
    (f"{ITEM}/data/0/when", when("nothing", "a"), f"{ITEM}/data/0/when/scope", "unknown-answer", BAD),
    (f"{ITEM}/data/0/when", when("sex", "9"), f"{ITEM}/data/0/when/schema", "unknown-value", BAD),
    (f"{OTHER}/when", when("place", "sea"), f"{OTHER}/when/schema", "unknown-value", BAD),
    (f"{OTHER}/when", when("place", "sea"), f"{OTHER}/when", "unreachable", BAD),
    (
        "/bundles/0/situations/0/when",
        when("place", "home"),
        "/bundles/0/situations/0/when/scope",
        "unknown-answer",
        BAD,
    ),
    (
        "/bundles/0/situations/0/when",
        when("place", "home"),
        "/bundles/0/situations/0/when",
        "unreachable",
        BAD,
    ),
    (f"{OTHER}/materials/1/when", None, "/bundles/0/situations/0", "idle-situation", ODD),
    (f"{ITEM}/statutory_limit", {"value": 0}, f"{ITEM}/promised_limit", "limit", ODD),
    (f"{ITEM}/on_terminal", False, f"{ITEM}/not_on_terminal_why", "no-reason", ODD),
    (
        f"{ITEM}/together",
        {"group": "g", "reason": text("并行"), "legal_basis": text("法")},
        f"{ITEM}/together",
        "group-of-one",
        ODD,
    ),
    (f"{ITEM}/results", [{"id": "r", "name": text("果")}] * 2, f"{ITEM}/results/1", "duplicate-id", BAD),
    ("/bundles/0/situations/0/id", "name", "/bundles/0/situations/0/id", "duplicate-id", BAD),
    ("/bundles/0/name", "新生儿", "/bundles/0", "no-english", FYI),
    (
        "/items/spare",
        {"name": text("备用"), "departments": ["d"], "promised_limit": {"value": 1}},
        "/items/spare",
        "unused",
        FYI,
    ),
]


@pytest.mark.parametrize(
    ("path", "value", "place", "code", "severity"), BROKEN, ids=[f"{one[3]}:{one[0]}" for one in BROKEN]
)
def test_each_fault_is_found_with_its_place(
    path: str, value: Any, place: str, code: str, severity: Severity
) -> None:
    found = {(one.file, one.place, one.code, one.severity) for one in findings(changed(path, value))}
    assert (FILE, place, code, severity) in found


def test_what_the_source_of_sample_content_does_not_give_is_a_warning_only() -> None:
    data = changed(f"{ITEM}/basis", [])
    data["bundles"][0]["sample"] = True
    assert [(one.code, one.severity) for one in findings(data)] == [("guide-element", Severity.WARNING)]


def test_fields_that_are_conditions_of_each_other_are_found() -> None:
    data = changed(f"{ITEM}/data/0/when", when("sex", "1"))
    data["bundles"][0]["items"][0]["data"][1]["when"] = when("name", "示例")
    assert [one.code for one in findings(data)] == ["circle"]


def test_a_guide_only_bundle_needs_no_declaration() -> None:
    data = content()
    data["bundles"][0] |= {"items": [], "situations": [], "declarations": []}
    assert {one.code for one in findings(data)} <= {"unused", "dangling-result"}


def test_what_cannot_be_read_is_a_finding_and_the_rest_is_still_looked_at() -> None:
    data = changed("/materials/booklet/name", text("其他材料"))
    data["elements"]["name"]["label"] = 3
    codes = {(one.place, one.code) for one in findings(data)}
    assert ("/elements/name/label", "invalid") in codes
    assert ("/materials/booklet/name", "vague") in codes


def write(folder: Path, data: dict[str, Any]) -> str:
    path = folder / "content.json"
    path.write_text(json.dumps(data, default=str), encoding="utf-8")
    return str(path)


def test_the_command_is_silent_and_exits_with_0_on_clean_content(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["check", write(tmp_path, content())])
    assert (result.exit_code, result.output) == (0, "")


def test_the_command_prints_file_place_code_and_message_and_exits_with_1(tmp_path: Path) -> None:
    file = write(tmp_path, changed("/materials/booklet/name", text("其他材料")))
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert result.output == f"{file}: /materials/booklet/name: vague 其他材料: say exactly which [error]\n"


def test_the_command_gives_json_on_request(tmp_path: Path) -> None:
    file = write(tmp_path, changed("/bundles/0/guide/phone", None))
    result = CliRunner().invoke(app, ["check", "--json", file])
    assert result.exit_code == 0
    assert [(one["place"], one["severity"]) for one in json.loads(result.output)] == [
        ("/bundles/0/guide/phone", "warning")
    ]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_a_wrong_use(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "content.json"
    path.write_bytes(body)
    assert CliRunner().invoke(app, ["check", str(path)]).exit_code == 2
    assert CliRunner().invoke(app, ["check", str(tmp_path / "none.json")]).exit_code == 2


def test_yaml_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "content.yaml"
    path.write_text("elements: {x: [}", encoding="utf-8")
    assert CliRunner().invoke(app, ["check", str(path)]).exit_code == 2
    path.write_text("elements: {x: {label: 项}}", encoding="utf-8")
    result = CliRunner().invoke(app, ["check", str(path)])
    assert result.exit_code == 1
    assert f"{path}: /elements/x/question: invalid" in result.output
