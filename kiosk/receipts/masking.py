"""Personal data as paper may show it (GB/T 35273-2020, 7.2: de-identified display).

Masking twice changes nothing, so a slip masks whatever it is given.
"""

_COMPOUND_LIST = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 夏侯 端木 百里 南宫 西门 独孤"
)
_COMPOUND = frozenset(_COMPOUND_LIST.split())


def mask_number(number: str) -> str:
    """Keep the first and the last character of an identity number: `1****************X`."""
    if len(number) <= 2:
        return "*" * len(number)
    return number[0] + "*" * (len(number) - 2) + number[-1]


def mask_name(name: str) -> str:
    """Keep the surname of a Chinese name, else the first letter, and one asterisk: 张*, 欧阳*, J*."""
    name = name.strip()
    if not name or name.endswith("*"):
        return name
    surname = name[:2] if name[:2] in _COMPOUND and len(name) > 2 else name[:1]
    return surname + "*"


def mask_phone(phone: str) -> str:
    """Keep the first three and the last four digits: 138****5678."""
    if len(phone) < 8:
        return "*" * len(phone)
    return phone[:3] + "*" * (len(phone) - 7) + phone[-4:]
