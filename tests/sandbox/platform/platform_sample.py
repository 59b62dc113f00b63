"""A small catalogue, a person and what is known of them: all that these tests hand in is about."""

from datetime import UTC, date, datetime
from typing import Any

from sandbox.platform.people import card_of
from sandbox.platform.shared_data import (
    HeldCertificate,
    HeldEntity,
    SamplePeople,
    SharedPerson,
    SharedValue,
)

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
NUMBER = "000000199203050018"
CERTIFICATE = "1.2.156.3005.2.11000000000000019Q002.11000000000000027K.2026000002.001.5"
USCC = "91120116MA0000015H"
PASSWORD = "示例口令-clerk"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40

DOCUMENTS: dict[str, Any] = {
    "catalogue": {"version": 1, "area": {"code": "120000", "name": "天津市"}},
    "life_stages": [{"id": "birth", "name": "出生", "audience": "person"}],
    "elements": {
        "child.name": {
            "id": "child.name",
            "label": "孩子姓名",
            "question": "孩子叫什么名字？",
            "kind": "person_name",
            "schema": {"type": "string", "minLength": 2, "maxLength": 30},
        },
        "child.birth_date": {
            "id": "child.birth_date",
            "label": "出生日期",
            "question": "孩子是哪天出生的？",
            "kind": "date",
            "schema": {"type": "string", "format": "date"},
            "from_shared": "出生医学信息",
        },
        "parent.number": {
            "id": "parent.number",
            "label": "家长证件号码",
            "question": "您的身份证号是多少？",
            "kind": "id_number",
            "schema": {"type": "string", "pattern": r"^\d{17}[\dX]$"},
            "from_card": "number",
        },
        "household.address": {
            "id": "household.address",
            "label": "落户地址",
            "question": "户口落在哪里？",
            "kind": "address",
            "schema": {"type": "string", "minLength": 4},
            "from_shared": "户籍信息",
        },
    },
    "materials": {
        "birth-record": {
            "id": "birth-record",
            "name": "出生医学证明",
            "requirement": "原件",
            "sources": ["SHARED_DATA", "SCAN"],
            "shared_resource": "出生医学信息",
        },
        "marriage": {
            "id": "marriage",
            "name": "结婚证",
            "requirement": "原件",
            "sources": ["E_CERTIFICATE", "SCAN"],
            "certificate_type": "结婚证",
        },
        "photo": {"id": "photo", "name": "孩子照片", "requirement": "近照", "sources": ["SCAN"]},
        "residence": {
            "id": "residence",
            "name": "居住证明",
            "requirement": "居住地的证明",
            "sources": ["SCAN", "COMMITMENT"],
            "commitment": {
                "id": "residence-commitment",
                "revision": 2,
                "title": "居住情况告知承诺书",
                "text": "我承诺住在所填地址。",
                "consequences": "不实的，撤销办理结果。",
            },
        },
        "household-page": {
            "id": "household-page",
            "name": "户口簿",
            "requirement": "孩子页",
            "sources": ["OTHER_ITEM_RESULT", "SCAN"],
            "produced_by": "household-page",
        },
    },
    "declarations": {
        "truth": {
            "id": "truth",
            "title": "真实性声明",
            "text": "所填内容属实。",
            "consequences": "不实担责。",
        }
    },
    "defaults": {
        "region": {"code": "120000", "name": "天津市"},
        "list_name": "示例清单",
        "version": "2026.11",
        "updated_on": date(2026, 11, 1),
        "sample": True,
        "audience": "person",
        "life_stage": "birth",
        "lead": ["示例局"],
    },
    "bundles": [
        {
            "id": "newborn",
            "code": "YJS-120000-001",
            "revision": 3,
            "name": "新生儿出生",
            "guide": {"summary": "一次办好"},
            "declarations": ["truth"],
            "situations": [
                {
                    "id": "married",
                    "question": "父母结婚了吗？",
                    "why": "决定要不要结婚证",
                    "options": [
                        {"value": "yes", "label": "结婚了"},
                        {"value": "no", "label": "没有结婚"},
                    ],
                }
            ],
            "items": [
                {
                    "id": "household",
                    "name": "户口登记",
                    "departments": ["示例公安局"],
                    "task_code": "11120000000000000T3001001001001",
                    "promised_limit": {"value": 0},
                    "data": [
                        {"element": "child.name"},
                        {"element": "child.birth_date"},
                        {"element": "parent.number"},
                        {"element": "household.address"},
                    ],
                    "materials": [
                        {"material": "birth-record"},
                        {
                            "material": "marriage",
                            "when": {"scope": "#/properties/married", "schema": {"const": "yes"}},
                        },
                    ],
                    "results": [{"id": "household-page", "name": "户口簿孩子页"}],
                },
                {
                    "id": "insurance",
                    "name": "医保参保",
                    "departments": ["示例医保局"],
                    "promised_limit": {"value": 5},
                    "data": [{"element": "child.name"}],
                    "materials": [{"material": "household-page"}, {"material": "residence"}],
                    "uses": ["household-page"],
                    "results": [{"id": "insured", "name": "参保凭证"}],
                },
                {
                    "id": "card",
                    "name": "社会保障卡",
                    "departments": ["示例人社局"],
                    "promised_limit": {"value": 10, "unit": "MINUTE"},
                    "materials": [{"material": "photo", "need": "LATER"}],
                    "after": ["insurance"],
                    "results": [{"id": "card", "name": "社会保障卡", "carrier": "paper"}],
                    "ticked": False,
                },
                {
                    "id": "passport",
                    "name": "护照",
                    "departments": ["示例出入境"],
                    "promised_limit": {"value": 7},
                    "on_terminal": False,
                    "not_on_terminal_why": "要当面按指纹",
                    "ticked": False,
                },
                *(
                    {
                        "id": name,
                        "name": title,
                        "departments": ["示例卫健委"],
                        "promised_limit": {"value": 3},
                        "together": {"group": "health", "reason": "依法并行", "legal_basis": "示例条例"},
                        "ticked": False,
                    }
                    for name, title in (("vaccine", "预防接种证"), ("health-book", "儿童保健手册"))
                ),
            ],
        },
        {"id": "guide-only", "code": "YJS-120000-002", "name": "只看指南", "guide": {"summary": "只看"}},
    ],
}


def sample_people() -> SamplePeople:
    return SamplePeople(
        (
            SharedPerson(
                number=NUMBER,
                values={
                    "child.birth_date": SharedValue("2026-11-08", "出生医学信息", START),
                    "birth-record": SharedValue(True, "出生医学信息", START),
                },
                certificates=(
                    HeldCertificate(CERTIFICATE, "结婚证", "示例区民政局"),
                    HeldCertificate(CERTIFICATE[:-1] + "X", "结婚证", "示例区民政局", state="REVOKED"),
                ),
                entities=(HeldEntity(USCC, "示例餐饮服务有限公司", "LEGAL_REPRESENTATIVE"),),
                failing=frozenset({"household.address"}),
                card=card_of(
                    {
                        "name": "李示例",
                        "sex": "男",
                        "ethnicity": "汉",
                        "birth_date": "19920305",
                        "address": "示例市示例区示例路1号",
                        "number": NUMBER,
                    }
                ),
            ),
        )
    )
