"""Papers as the worker reads them: lines with their places, and what the plan wants of them."""

from datetime import date

from devices.document_camera.scanned import ReadLine
from kiosk.application.pre_review import Review, Why, review
from kiosk.catalogue.models import Material
from kiosk.catalogue.numbers import id_check_character, uscc_check_character

TODAY = date(2026, 11, 22)


def number_of(day: str, serial: int = 1) -> str:
    seventeen = f"000000{day}{serial:03d}"
    return seventeen + id_check_character(seventeen)


MINE, OTHERS = number_of("19900101"), number_of("19551231", 2)
USCC = "91000000MA0000015"
USCC += uscc_check_character(USCC)
ANSWERS = {"applicant.name": "李示例", "applicant.number": MINE}


def at(x: float, y: float, text: str, score: float = 0.99, size: float = 30) -> ReadLine:
    wide = sum(size if ord(one) > 0x2E80 else size * 0.55 for one in text)
    return ReadLine(text, score, ((x, y), (x + wide, y), (x + wide, y + size), (x, y + size)))


def material(name: str, *sheets: dict[str, object], **reading: object) -> Material:
    return Material.model_validate(
        {
            "id": name,
            "name": "材料",
            "requirement": "示例",
            "sources": ["SCAN"],
            "pages": [f"第{number}页" for number in range(len(sheets))],
            "reading": {"sheets": list(sheets), **reading},
        }
    )


def use(*fields: str, **more: object) -> dict[str, object]:
    return {"fields": list(fields), **more}


OWN = [
    use("name", agrees_with=["applicant.name"]),
    use("number", agrees_with=["applicant.number"]),
]
CARD = material("id-card", {"sides": ["id-card.portrait"], "uses": OWN}, {"sides": ["id-card.emblem"]})
BOOKLET = material(
    "booklet",
    {"sides": ["household-register.first"], "uses": [use("address", fills="household.address")]},
    {"sides": ["household-register.person"], "uses": OWN},
)
MARRIAGE = material(
    "marriage",
    {
        "sides": ["marriage-certificate.entries"],
        "uses": [
            use("name-1", "name-2", agrees_with=["applicant.name"]),
            use("name-1", "name-2", fills="spouse.name", other_than="applicant.name"),
        ],
    },
)
LICENCE = material(
    "licence",
    {"sides": ["business-licence.main"], "uses": [use("uscc", fills="uscc"), use("name", fills="company")]},
)


def portrait(name: str = "李示例", number: str = MINE, score: float = 0.99) -> list[ReadLine]:
    return [
        at(50, 50, "姓名"),
        at(160, 50, name, score),
        at(50, 110, "性别女民族汉"),
        at(50, 170, "出生1990年1月1日"),
        at(50, 230, "住址示例市示例区示例路"),
        at(160, 270, "100号501室"),
        at(50, 400, "公民身份号码"),
        at(300, 400, number, score),
    ]


def emblem(validity: str) -> list[ReadLine]:
    return [
        at(300, 60, "中华人民共和国", size=40),
        at(280, 130, "居民身份证", size=60),
        at(180, 360, "签发机关示例市公安局"),
        at(180, 430, f"有效期限{validity}"),
    ]


def register_first() -> list[ReadLine]:
    return [
        at(400, 40, "户口簿(首页)", size=50),
        at(60, 200, "户别"),
        at(260, 200, "家庭户"),
        at(600, 200, "户主姓名"),
        at(780, 200, "李示例"),
        at(60, 300, "户号"),
        at(260, 300, "000000001"),
        at(60, 400, "住址"),
        at(260, 400, "示例市示例区示例路100号"),
        at(260, 440, "3单元501室"),
    ]


def register_person(name: str = "李示例", number: str = MINE) -> list[ReadLine]:
    return [
        at(400, 40, "常住人口登记卡", size=50),
        at(60, 150, "姓名"),
        at(260, 150, name),
        at(600, 150, "户主或与户主关系"),
        at(900, 150, "户主"),
        at(60, 210, "曾用名"),
        at(60, 270, "出生日期1990年1月1日"),
        at(60, 330, "公民身份证件编号"),
        at(360, 330, number),
    ]


def marriage(one: str, other: str) -> list[ReadLine]:
    return [
        at(200, 60, "结婚证", size=60),
        at(80, 200, f"持证人{one}"),
        at(80, 260, "登记日期2020年5月20日"),
        at(80, 320, "结婚证字号J000000-2020-000001"),
        at(700, 200, f"姓名{one}"),
        at(700, 260, f"身份证件号{MINE}"),
        at(700, 400, f"姓名{other}"),
        at(700, 460, f"身份证件号{OTHERS}"),
    ]


def licence(code: str = USCC) -> list[ReadLine]:
    return [
        at(500, 60, "营业执照", size=90),
        at(60, 200, "统一社会信用代码"),
        at(60, 240, code),
        at(60, 400, "名称"),
        at(260, 400, "示例餐饮服务有限公司"),
        at(60, 470, "法定代表人"),
        at(260, 470, "李示例"),
        at(60, 540, "经营范围"),
        at(260, 540, "餐饮服务"),
        at(900, 400, "成立日期2020年1月1日"),
    ]


def reviewed(
    material: Material,
    sheet: int,
    lines: list[ReadLine] | None,
    answers: dict[str, object] = ANSWERS,
    **more: object,
) -> Review:
    return review(material, sheet, lines, answers=answers, today=TODAY, **more)  # type: ignore[arg-type]


def whys(found: Review) -> list[Why]:
    return [reason.why for reason in found.reasons]


def values(found: Review) -> dict[str, str | None]:
    return {one.id: one.value for one in found.fields}
