"""Fictitious people and businesses, the same for the same seed.

Area codes do not exist (000000), check digits are right, names say that they are made up.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

_SURNAMES = (
    *"李王张赵陈刘孙周吴郑冯许何吕施孔曹严华金魏陶姜谢邹喻柏章苏潘葛范彭鲁韦马苗方袁柳",
    "欧阳",
    "诸葛",
)
_GIVEN = ("示例", "测试", "样本", "示范", "试用", "虚拟", "演示", "样例", "小测", "示", "测", "老样", "试样")
_FOLKS = ("汉", "汉", "汉", "回", "满", "壮", "苗")
_TOWNS = ("示例市示例区", "测试市样本区", "样本省测试县", "虚拟市演示区")
_ROADS = ("示例路", "测试街", "样本大道", "演示巷", "虚拟里")
_TRADES = ("餐饮服务", "商贸", "文化传播", "信息技术", "家政服务", "建筑材料")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def id_number(born: date, serial: int) -> str:
    """Return a number of GB 11643 in the area 000000; `serial` 0..999, odd for men."""
    seventeen = f"000000{born:%Y%m%d}{serial:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _ID_WEIGHTS, strict=True))
    return seventeen + "10X98765432"[total % 11]


def uscc(organisation: str) -> str:
    """Return a code of GB 32100 in the area 000000; `organisation` is nine characters."""
    seventeen = f"91000000{organisation}"
    total = sum(_USCC.index(char) * pow(3, place, 31) for place, char in enumerate(seventeen))
    return seventeen + _USCC[-total % 31]


def _ean(twelve: str) -> str:
    return twelve + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(twelve)) % 10)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _written(day: date) -> str:
    """Return the day as a judgment writes it: 二〇二六年十一月二日."""
    digits = "〇一二三四五六七八九"

    def small(number: int) -> str:
        tens, ones = divmod(number, 10)
        return ("" if tens == 0 else "十" if tens == 1 else digits[tens] + "十") + (
            digits[ones] if ones else ""
        )

    return "".join(digits[int(d)] for d in str(day.year)) + f"年{small(day.month)}月{small(day.day)}日"


class _Chance:
    def __init__(self, seed: int) -> None:
        self._random = Random(f"facts {seed}")  # noqa: S311 nothing secret

    def pick(self, choices: Sequence[str]) -> str:
        return self._random.choice(choices)

    def number(self, low: int, high: int) -> int:
        return self._random.randint(low, high)

    def digits(self, count: int) -> str:
        return "".join(str(self._random.randint(0, 9)) for _ in range(count))

    def day(self, first: int, last: int) -> date:
        return date(first, 1, 1) + timedelta(days=self._random.randrange((last - first + 1) * 365))

    def person(self, first: int, last: int, male: bool | None = None) -> tuple[str, str, date, str]:
        man = self._random.random() < 0.5 if male is None else male
        born = self.day(first, last)
        name = self.pick(_SURNAMES) + self.pick(_GIVEN)
        return name, "男" if man else "女", born, id_number(born, 2 * self.number(0, 498) + (1 if man else 0))


def facts(seed: int) -> dict[str, str]:
    """Return everything that a layout may print, by name; all of it text."""
    chance = _Chance(seed)
    name, sex, born, number = chance.person(1938, 2005)
    spouse, spouse_sex, spouse_born, spouse_number = chance.person(1940, 2003, male=sex == "女")
    child, child_sex, _, _ = chance.person(2020, 2025)
    owner, _, _, owner_number = chance.person(1950, 2000)
    child_born = chance.day(2024, 2026)
    issued = chance.day(2015, 2024)
    ends = issued.replace(day=min(issued.day, 28)).replace(year=issued.year + chance.number(1, 2) * 10)
    event = chance.day(2018, 2026)
    town = chance.pick(_TOWNS)
    company = f"{town[:2]}{chance.pick(('示例', '测试', '样本'))}{chance.pick(_TRADES)}有限公司"
    organisation = "MA" + "".join(chance.pick(_USCC) for _ in range(7))
    amount = chance.number(800, 99_999) / 100
    road = f"{chance.pick(_ROADS)}{chance.number(1, 199)}号"
    room = f"{chance.number(1, 30)}0{chance.number(1, 6)}室"
    values = {
        "name": name,
        "sex": sex,
        "folk": chance.pick(_FOLKS),
        "birth_date": _day(born),
        "birth_year": str(born.year),
        "birth_month": str(born.month),
        "birth_day": str(born.day),
        "number": number,
        "address": f"{town}{road}{room}",
        "authority": f"{town}公安局" if chance.number(0, 1) else f"{town[:3]}公安局{town[3:]}分局",
        "valid": f"{issued:%Y.%m.%d}-" + ("长期" if born.year < 1976 else f"{ends:%Y.%m.%d}"),
        "spouse": spouse,
        "spouse_sex": spouse_sex,
        "spouse_birth_date": _day(spouse_born),
        "spouse_number": spouse_number,
        "child": child,
        "child_sex": child_sex,
        "child_birth_date": _day(child_born),
        "child_birth_time": f"{chance.number(0, 23)}时{chance.number(0, 59)}分",
        "child_weight": f"{chance.number(2500, 4200)}克",
        "child_weeks": f"{chance.number(37, 41)}周",
        "father": name if sex == "男" else spouse,
        "mother": spouse if sex == "男" else name,
        "father_number": number if sex == "男" else spouse_number,
        "mother_number": spouse_number if sex == "男" else number,
        "owner": owner,
        "owner_number": owner_number,
        "household": chance.digits(9),
        "relation": chance.pick(("户主", "子", "父亲") if sex == "男" else ("户主", "妻", "女")),
        "birthplace": town,
        "station": f"{town}公安局示例派出所",
        "registry": f"{town}民政局",
        "marriage_number": f"J000000-{event.year}-{chance.digits(6)}",
        "birth_number": f"示{chance.digits(9)}",
        "death_number": f"示{chance.digits(10)}",
        "event_date": _day(event),
        "event_date_written": _written(event),
        "event_dotted": f"{event:%Y-%m-%d}",
        "hospital": f"{town}第{chance.pick('一二三')}医院",
        "company": company,
        "uscc": uscc(organisation),
        "company_type": chance.pick(("有限责任公司", "个人独资企业", "股份有限公司")),
        "capital": f"{chance.pick(('壹拾', '伍拾', '壹佰', '叁佰'))}万元整",
        "scope": "餐饮服务；食品销售；日用百货销售；文艺创作；软件开发（依法须经批准的项目除外）",
        "founded": _day(issued),
        "supervisor": f"{town}市场监督管理局",
        "property_number": f"示（{event.year}）{town[3:] or '示例区'}不动产权第{chance.digits(7)}号",
        "property_unit": f"000000 {chance.digits(6)} GB{chance.digits(5)} F{chance.digits(8)}",
        "area": f"{chance.number(40, 180)}.{chance.digits(2)}平方米",
        "rent": f"{chance.number(15, 98) * 100}元",
        "term": f"{_day(event)}至{_day(event.replace(day=min(event.day, 28), year=event.year + 3))}",
        "case_number": f"（{event.year}）示0000民特{chance.number(1, 99)}号",
        "account": "62000000" + chance.digits(11),
        "card_number": f"T{chance.digits(8)}",
        "invoice_code": "0" * 4 + chance.digits(8),
        "invoice_number": chance.digits(8),
        "amount": f"{amount:.2f}",
        "phone": "1380000" + chance.digits(4),
        "ean": _ean("690000000" + chance.digits(3)),
        "serial": chance.digits(12),
        "certificate_id": "1.2.156.3005.2.11000000000000019Q"
        f"{chance.digits(3)}.11000000000000027K.{event.year}{chance.digits(6)}.001.D",
    }
    values["url"] = f"https://example.invalid/v?c={values['serial']}"
    return values
